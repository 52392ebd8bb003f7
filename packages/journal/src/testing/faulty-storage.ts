import type { Durability } from '@kvasir/core'
import type { Appended, JournalStorage, SnapshotWriter, Stored, Tail } from '../storage.ts'

/** A storage that a test can make fail; all the rest is that of the one underneath. */
export class FaultyStorage implements JournalStorage {
  readonly place: JournalStorage['place']
  readonly isShared: boolean
  readonly #storage: JournalStorage
  /** Thrown by the next appends, before (`nothing`) or after (`stored`) they have stored the record. */
  readonly faults: { readonly error: Error; readonly after: 'nothing' | 'stored' }[] = []
  /** The sizes of the frames that were appended. */
  readonly appended: number[] = []
  /** Called with each piece of a snapshot before it is written. */
  onPiece: (() => Promise<void> | void) | undefined

  constructor(storage: JournalStorage) {
    this.#storage = storage
    this.place = storage.place
    this.isShared = storage.isShared
  }

  get damage(): string | undefined {
    return this.#storage.damage
  }

  load(engine: string): Promise<Stored> {
    return this.#storage.load(engine)
  }

  read(after: number): Promise<Tail> {
    return this.#storage.read(after)
  }

  append(after: number, frame: Uint8Array, durability: Durability): Promise<Appended> {
    this.appended.push(frame.length)
    return this.#attempt(() => this.#storage.append(after, frame, durability))
  }

  exchange(
    after: number,
    decide: (others: Tail) => Uint8Array | undefined,
    durability: Durability,
  ): Promise<number | undefined> {
    return this.#attempt(() => this.#storage.exchange(after, decide, durability))
  }

  begin(engine: string): SnapshotWriter {
    const writer = this.#storage.begin(engine)
    return {
      write: async (piece) => {
        await this.onPiece?.()
        await writer.write(piece)
      },
      adopt: (position) => writer.adopt(position),
      discard: () => writer.discard(),
    }
  }

  setAside(): Promise<string> {
    return this.#storage.setAside()
  }

  close(): Promise<void> {
    return this.#storage.close()
  }

  async #attempt<T>(job: () => Promise<T>): Promise<T> {
    const fault = this.faults.shift()
    if (fault?.after === 'nothing') throw fault.error
    const answer = await job()
    if (fault !== undefined) throw fault.error
    return answer
  }
}
