import type {
  Backend,
  Batch,
  Capabilities,
  Check,
  Commit,
  Health,
  Row,
  Scan,
  Stat,
  Tally,
} from '@kvasir/core'
import { failedBy, type Parts, readable, sideOf, toBeneath, toRecall } from './parts.ts'
import { RowsBeside } from './rows-beside.ts'
import type { SidedBackend } from './sided-backend.ts'

/** A synchronous backend with rows in memory beside it. */
export class SyncSided implements SidedBackend<'sync'> {
  readonly name: string
  readonly mode = 'sync'
  readonly capabilities: Capabilities
  readonly #backend: Backend<'sync'>
  readonly #beside = new RowsBeside()

  constructor(backend: Backend<'sync'>) {
    this.name = backend.name
    this.capabilities = { ...backend.capabilities, memorySide: true }
    this.#backend = backend
  }

  get(space: number, key: string): Row | undefined {
    return this.#at(space).get(space, key)
  }

  getMany(space: number, keys: readonly string[]): readonly (Row | undefined)[] {
    return this.#at(space).getMany(space, keys)
  }

  scan(scan: Scan): readonly Row[] {
    return this.#at(scan.space).scan(scan)
  }

  stat(tally: Tally): Stat {
    return this.#at(tally.space).stat(tally)
  }

  commit(batch: Batch): Commit {
    const side = sideOf(batch)
    if (side === 'beneath') return this.#beside.told(this.#backend.commit(this.#beside.numbered(batch)))
    if (side === 'beside') return this.#beside.commit(batch)
    return side.writesBeneath ? this.#commitBoth(side) : this.#beside.settle(side, this.#failedBeneath(side))
  }

  onCommit(listener: () => void): () => void {
    const ends = [this.#backend.onCommit(listener), this.#beside.onCommit(listener)]
    return () => ends.forEach((end) => end())
  }

  flush(): Promise<void> {
    return this.#backend.flush()
  }

  health(): Health {
    return this.#backend.health()
  }

  close(): void {
    this.#beside.close()
    // One with a journal behind it gives a promise, which whoever knows of it awaits.
    return this.#backend.close()
  }

  forget(): void {
    this.#beside.forget()
  }

  #at(space: number): Backend<'sync'> {
    return space < 0 ? this.#beside : this.#backend
  }

  #failedBeneath(parts: Parts): Check | undefined {
    const check = readable(this.capabilities, parts)
    if (check !== undefined) return failedBy(check, this.#backend.get(check.space, check.key))
    const answer = this.#backend.commit({ checks: parts.beneath, writes: [] })
    return answer.ok ? undefined : answer.failed
  }

  #commitBoth(parts: Parts): Commit {
    const { batch } = parts
    const remembered = this.#beside.recall(batch)
    if (remembered !== undefined) return remembered
    const failed = this.#beside.failedOf(parts.beside)
    if (failed === undefined) {
      return this.#beside.follow(parts, this.#backend.commit(toBeneath(parts, this.#beside.revision)))
    }
    const before = batch.id === undefined ? undefined : this.#backend.commit(toRecall(batch.id))
    return before?.ok === true ? before : { ok: false, failed }
  }
}
