import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/**
 * When a row that has the focus leaves the page, deleted or expired, the focus goes to the row beside it, or
 * to the button that makes one: a keyboard starts from the top of the page otherwise.
 */
export function usePassFocusOn(row: RefObject<HTMLTableRowElement | null>): void {
  useLayoutEffect(() => {
    const element = row.current
    return () => {
      if (!element?.contains(document.activeElement)) return
      const neighbour = element.nextElementSibling ?? element.previousElementSibling
      const next =
        neighbour?.querySelector<HTMLElement>('button:last-child') ??
        document.querySelector<HTMLElement>('#new-entry')
      next?.focus()
    }
  }, [row])
}
