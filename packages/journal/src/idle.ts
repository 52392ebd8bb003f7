/** Milliseconds after which a moment is taken even when the page is never idle. */
const LONGEST_WAIT = 1000

/** Resolves when the page has nothing better to do, or has not had for a second; at once where nobody can tell. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    const wait = globalThis.requestIdleCallback as typeof requestIdleCallback | undefined
    if (wait === undefined) setTimeout(resolve)
    else wait(() => resolve(), { timeout: LONGEST_WAIT })
  })
}

/** Resolves once whatever waits for its turn has had it. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    // Timers are slowed down when one leads to the next, and in pages that nobody sees.
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(undefined)
  })
}
