/** Does the work once for every key, and returns a number made of all that came back. */
export type Work = (keys: readonly string[], values: readonly string[]) => number | Promise<number>

/** One who takes part in a contest. */
export interface Side {
  readonly name: string
  readonly work: Work
}

/** What {@link Contest.kvasir} may cost against one of the others. */
export interface Target {
  readonly peer: string
  /** The most that the time of Kvasir may be, as a multiple of the peer's: 3 for "3x slower", 1/8 for "8x faster". */
  readonly atMost: number
}

/** The same work for Kvasir and others, measured side by side. */
export interface Contest {
  readonly title: string
  readonly kvasir: Side
  readonly peers: readonly Side[]
  readonly targets: readonly Target[]
  /** What the work is done for: all keys, of which each round takes some. */
  readonly keys: readonly string[]
  /** How many keys a round takes. */
  readonly operations: number
  /** Milliseconds that an operation of Kvasir may take, whatever the others do: for what people wait for. */
  readonly limit?: number
}

/** Nanoseconds that a side took for one operation, a figure for each round. */
export interface Times {
  readonly name: string
  readonly times: readonly number[]
}

/** What was measured in a contest; it survives JSON. */
export interface Result {
  readonly title: string
  readonly kvasir: Times
  readonly peers: readonly Times[]
  readonly targets: readonly Target[]
}
