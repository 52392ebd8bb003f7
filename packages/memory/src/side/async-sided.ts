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
import { Turns } from './turns.ts'

/** An asynchronous backend with rows in memory beside it. */
export class AsyncSided implements SidedBackend<'async'> {
  readonly name: string
  readonly mode = 'async'
  readonly capabilities: Capabilities
  readonly #backend: Backend<'async'>
  readonly #beside = new RowsBeside()
  readonly #turns = new Turns()

  constructor(backend: Backend<'async'>) {
    this.name = backend.name
    this.capabilities = { ...backend.capabilities, memorySide: true }
    this.#backend = backend
  }

  get(space: number, key: string): Promise<Row | undefined> {
    return space < 0
      ? this.#turns.beside(() => this.#beside.get(space, key))
      : this.#turns.beneath(() => this.#backend.get(space, key))
  }

  getMany(space: number, keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return space < 0
      ? this.#turns.beside(() => this.#beside.getMany(space, keys))
      : this.#turns.beneath(() => this.#backend.getMany(space, keys))
  }

  scan(scan: Scan): Promise<readonly Row[]> {
    return scan.space < 0
      ? this.#turns.beside(() => this.#beside.scan(scan))
      : this.#turns.beneath(() => this.#backend.scan(scan))
  }

  stat(tally: Tally): Promise<Stat> {
    return tally.space < 0
      ? this.#turns.beside(() => this.#beside.stat(tally))
      : this.#turns.beneath(() => this.#backend.stat(tally))
  }

  commit(batch: Batch): Promise<Commit> {
    const side = sideOf(batch)
    if (side === 'beneath') return this.#turns.beneath(() => this.#commitBeneath(batch))
    if (side === 'beside') return this.#turns.beside(() => this.#beside.commit(batch))
    return side.writesBeneath
      ? this.#turns.both(() => this.#commitBoth(side))
      : this.#turns.first(
          () => this.#failedBeneath(side),
          (failed) => this.#beside.settle(side, failed),
        )
  }

  onCommit(listener: () => void): () => void {
    const ends = [this.#backend.onCommit(listener), this.#beside.onCommit(listener)]
    return () => ends.forEach((end) => end())
  }

  async flush(): Promise<void> {
    await this.#turns.beside(() => undefined)
    await this.#backend.flush()
  }

  async health(): Promise<Health> {
    const { waiting } = this.#turns
    const health = await this.#backend.health()
    return { ...health, unsaved: health.unsaved + waiting }
  }

  close(): Promise<void> {
    return this.#turns.both(async () => {
      this.#beside.close()
      await this.#backend.close()
    })
  }

  forget(): Promise<void> {
    return this.#turns.beside(() => this.#beside.forget())
  }

  async #commitBeneath(batch: Batch): Promise<Commit> {
    return this.#beside.told(await this.#backend.commit(this.#beside.numbered(batch)))
  }

  async #failedBeneath(parts: Parts): Promise<Check | undefined> {
    const check = readable(this.capabilities, parts)
    if (check !== undefined) return failedBy(check, await this.#backend.get(check.space, check.key))
    const answer = await this.#backend.commit({ checks: parts.beneath, writes: [] })
    return answer.ok ? undefined : answer.failed
  }

  async #commitBoth(parts: Parts): Promise<Commit> {
    const { batch } = parts
    const remembered = this.#beside.recall(batch)
    if (remembered !== undefined) return remembered
    const failed = this.#beside.failedOf(parts.beside)
    if (failed === undefined) {
      const answer = await this.#backend.commit(toBeneath(parts, this.#beside.revision))
      return this.#beside.follow(parts, answer)
    }
    const before = batch.id === undefined ? undefined : await this.#backend.commit(toRecall(batch.id))
    return before?.ok === true ? before : { ok: false, failed }
  }
}
