/** Lets the page answer to whoever uses it before what follows goes on. */
export function giveWay(): Promise<void> {
  return 'scheduler' in globalThis && 'yield' in scheduler
    ? scheduler.yield()
    : new Promise((resolve) => setTimeout(resolve))
}
