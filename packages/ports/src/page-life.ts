/** What happens to a page that is put aside without being closed. */
export interface PageLife {
  /** It is about to be frozen, or put in the back/forward cache. */
  rest(): void
  /** It runs again. */
  wake(): void
}

/**
 * Follows the life of the page until the returned function is called; a worker, and Node, has no such life.
 *
 * https://wicg.github.io/page-lifecycle/ and https://html.spec.whatwg.org/multipage/document-lifecycle.html
 */
export function followPage({ rest, wake }: PageLife): () => void {
  if (typeof document === 'undefined') return () => {}
  const ifPersisted = (react: () => void) => (event: Event) => {
    if ((event as PageTransitionEvent).persisted) react()
  }
  const listeners: readonly (readonly [EventTarget, string, (event: Event) => void])[] = [
    [document, 'freeze', rest],
    [document, 'resume', wake],
    [window, 'pagehide', ifPersisted(rest)],
    [window, 'pageshow', ifPersisted(wake)],
  ]
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener)
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener)
  }
}
