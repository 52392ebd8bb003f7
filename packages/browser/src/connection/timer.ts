/** Calls `ring` after some milliseconds; answers how to cancel it. */
export type Timer = (milliseconds: number, ring: () => void) => () => void

/** The timer of the platform. */
export const systemTimer: Timer = (milliseconds, ring) => {
  const id = setTimeout(ring, milliseconds)
  return () => clearTimeout(id)
}
