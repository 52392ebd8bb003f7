import type { Durability } from '@kvasir/core'
import type { Appended, JournalStorage, LogRecord, SnapshotWriter, Stored, Tail } from '../storage.ts'

/** A storage that a test can make fail; all the rest is that of the one underneath. */
export class FaultyStorage implements JournalStorage {
  readonly place: JournalStorage['place']
  readonly isShared: boolean
  readonly #storage: JournalStorage
  /** Thrown by the next appends, before (`nothing`) or after (`stored`) they have stored the record. */
  readonly faults: { readonly error: Error; readonly after: 'nothing' | 'stored' }[] = []
  /** Thrown by the next reads and loads. */
  readonly readFaults: Error[] = []
  /** Thrown by the next adoptions of a snapshot, which happen all the same. */
  readonly adoptFaults: Error[] = []
  /** The sizes of the frames that were appended. */
  readonly appended: number[] = []
  /** Called with each record that is in the log, also when the page never hears of that. */
  onStored: ((record: LogRecord) => void) | undefined
  /** Called with the position of each record that came with a snapshot in place of everything before. */
  onReplaced: ((position: number) => void) | undefined
  #isDead = false
  /** Called with each piece of a snapshot before it is written. */
  onPiece: (() => Promise<void> | void) | undefined

  constructor(storage: JournalStorage) {
    this.#storage = storage
    this.place = storage.place
    this.isShared = storage.isShared
  }

  get onDeleted(): (() => void) | undefined {
    return this.#storage.onDeleted
  }

  set onDeleted(listener: (() => void) | undefined) {
    this.#storage.onDeleted = listener
  }

  /** From now on nothing is asked for, and no answer comes, as after the end of a page. */
  kill(): void {
    this.#isDead = true
  }

  get damage(): string | undefined {
    return this.#storage.damage
  }

  async load(engine: string): Promise<Stored> {
    this.#failReading()
    return await this.#live(() => this.#storage.load(engine))
  }

  async read(after: number): Promise<Tail> {
    this.#failReading()
    return await this.#live(() => this.#storage.read(after))
  }

  append(after: number, frame: Uint8Array, durability: Durability): Promise<Appended> {
    this.appended.push(frame.length)
    return this.#attempt(async () => {
      const appended = await this.#storage.append(after, frame, durability)
      this.onStored?.({ position: appended.position, frame })
      return appended
    })
  }

  exchange(
    after: number,
    decide: (others: Tail) => Uint8Array | undefined,
    durability: Durability,
  ): Promise<number | undefined> {
    let frame: Uint8Array | undefined
    const decideAndNote = (others: Tail): Uint8Array | undefined => {
      frame = this.#isDead ? undefined : decide(others)
      if (frame !== undefined) this.appended.push(frame.length)
      return frame
    }
    return this.#attempt(async () => {
      const position = await this.#storage.exchange(after, decideAndNote, durability)
      if (position !== undefined) this.onStored?.({ position, frame: frame! })
      return position
    })
  }

  begin(engine: string): SnapshotWriter {
    const writer = this.#storage.begin(engine)
    return {
      write: async (piece) => {
        await this.onPiece?.()
        await this.#live(() => writer.write(piece))
      },
      adopt: async (position) => {
        await this.#live(() => writer.adopt(position))
        const fault = this.adoptFaults.shift()
        if (fault !== undefined) throw fault
      },
      replace: (after, frame) =>
        this.#live(async () => {
          const position = await writer.replace(after, frame)
          if (position !== undefined) this.onReplaced?.(position)
          return position
        }),
      discard: () => this.#live(() => writer.discard()),
    }
  }

  setAside(): Promise<string> {
    return this.#storage.setAside()
  }

  close(): Promise<void> {
    return this.#storage.close()
  }

  #failReading(): void {
    const fault = this.readFaults.shift()
    if (fault !== undefined) throw fault
  }

  async #live<T>(job: () => Promise<T>): Promise<T> {
    const answer = this.#isDead ? undefined : await job()
    return this.#isDead ? await new Promise<never>(() => undefined) : (answer as T)
  }

  async #attempt<T>(job: () => Promise<T>): Promise<T> {
    const fault = this.faults.shift()
    if (fault?.after === 'nothing') throw fault.error
    const answer = await this.#live(job)
    if (fault !== undefined) throw fault.error
    return answer
  }
}
