/** Whether the page may end without another event. */
export interface Leaving {
  readonly isLeaving: boolean
  /** Calls `listener` whenever `isLeaving` becomes true; returns a function that ends this. */
  onLeaving(listener: () => void): () => void
  close(): void
}

/** After these a page may be discarded without any other. */
const ENDS = ['pagehide', 'freeze']
/** After these it depends on whether the page can be seen. */
const CHANGES = ['visibilitychange', 'pageshow', 'resume']

/**
 * Watches the page. All listeners are capturing ones of the window, where events of the document pass first. Among
 * the listeners of an event of the window itself the standard puts capturing ones first, too; Chromium 156 calls
 * them in the order in which they were added.
 *
 * @see https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 * @see https://dom.spec.whatwg.org/#concept-event-dispatch
 */
export function watchLeaving(page: Window): Leaving {
  const listeners = new Set<() => void>()
  const isHidden = (): boolean => page.document.visibilityState === 'hidden'
  let isLeaving = isHidden()

  const set = (isNow: boolean): void => {
    if (isLeaving === isNow) return
    isLeaving = isNow
    if (!isNow) return
    for (const listener of listeners) {
      try {
        listener()
      } catch (error) {
        // The others are to be called all the same: there is no second event.
        reportError(error)
      }
    }
  }
  const end = (): void => set(true)
  const change = (): void => set(isHidden())

  for (const type of ENDS) page.addEventListener(type, end, { capture: true })
  for (const type of CHANGES) page.addEventListener(type, change, { capture: true })
  return {
    get isLeaving() {
      return isLeaving
    },
    onLeaving(listener) {
      // An entry of its own, so that ending one of two registrations of a function leaves the other.
      const entry = (): void => listener()
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    close() {
      for (const type of ENDS) page.removeEventListener(type, end, { capture: true })
      for (const type of CHANGES) page.removeEventListener(type, change, { capture: true })
      listeners.clear()
    },
  }
}
