/** Calls `ring` once after some milliseconds, not in the call itself; returns what calls it off. */
export type Timer = (milliseconds: number, ring: () => void) => () => void

/** Beyond this a delay of the platform's timer counts as none. */
const LONGEST = 2 ** 31 - 1

/** The timer of the platform, for delays of any length. In Node it keeps no process alive. */
export const systemTimer: Timer = (milliseconds, ring) => {
  let cancel: () => void
  const wait = (rest: number): void => {
    const step = Math.min(rest, LONGEST)
    const id: unknown = setTimeout(() => (rest > step ? wait(rest - step) : ring()), step)
    if (isNodeTimer(id)) id.unref()
    cancel = () => clearTimeout(id as Parameters<typeof clearTimeout>[0])
  }
  wait(milliseconds)
  return () => cancel()
}

function isNodeTimer(id: unknown): id is { unref(): void } {
  return typeof id === 'object' && id !== null && 'unref' in id
}
