/**
 * Makes room when the browser has none left, and keeps what was asked for later from going first: while a
 * transaction that found no room waits to be run again, every later one that writes waits for it.
 */
export class Room {
  readonly #make: () => Promise<number>
  /** Settles when later transactions may go on; undefined while nothing is held. */
  #held: Promise<void> | undefined
  #release: (() => void) | undefined
  #runs = 0
  /** The number of the newest run that has written for good. */
  #written = 0

  /** `make` frees some room, if it can, and answers how many rows that took. */
  constructor(make: () => Promise<number>) {
    this.#make = make
  }

  /** A number for what is about to write, in the order in which it was asked for. */
  number(): number {
    return ++this.#runs
  }

  /** Notes that a run has written for good. */
  wrote(number: number): void {
    this.#written = Math.max(this.#written, number)
  }

  /** Whether something that was asked for later has written for good. */
  isOvertaken(number: number): boolean {
    return this.#written > number
  }

  get isHeld(): boolean {
    return this.#held !== undefined
  }

  /** To be called in the very moment in which a transaction finds no room. */
  hold(): void {
    if (this.#held !== undefined) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held = promise
    this.#release = resolve
  }

  release(): void {
    this.#held = undefined
    this.#release?.()
  }

  async released(): Promise<void> {
    // Released to several at once, of whom one may hold it again.
    while (this.#held !== undefined) await this.#held
  }

  /** Whether room was made. */
  async make(): Promise<boolean> {
    return (await this.#make()) > 0
  }
}
