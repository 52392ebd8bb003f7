import { type ImportPosition, type KeyRange, KvasirError, type Row, type Store } from '@kvasir/core'
import type { ClearedRecord, Header, TransferRecord } from '../records.ts'
import { Batch, type KeyRecord, keyOf } from './batch.ts'
import { checkArrival } from './check-arrival.ts'
import { bytesOf, decide, type Decision, type Outcome } from './decide.ts'
import type { Arrival, ImportResult } from './import-options.ts'
import { type Found, lookUp } from './look-up.ts'
import { openTargets, type Target, type Targets } from './target.ts'

/** How often a batch is decided anew when others come between. */
const MAX_ATTEMPTS = 256
/** Rows that are looked at together where a range is taken back. */
const PAGE = 256
/** What is found in a namespace that is not there. */
const NOTHING: Found = { rows: [], empty: undefined }

/** Puts records into a store, in batches that are written whole or not at all. */
export class Importer {
  readonly #store: Store
  readonly #options: Arrival
  readonly #resume: ImportPosition | undefined
  #targets: Targets | undefined
  #total: number | undefined
  #consistent: boolean | undefined
  #batch = new Batch()
  /** The last line that was taken; the position is behind the last one that is done with. */
  #line = 0
  #position: ImportPosition
  #isAmending = false
  #done = 0
  #versions = 0
  #bytes = 0
  readonly #counts: Record<Outcome, number> = {
    created: 0,
    overwritten: 0,
    skipped: 0,
    expired: 0,
    amended: 0,
    nothing: 0,
  }

  /** Throws `INVALID_OPTION`. */
  constructor(store: Store, options: Arrival, resume?: ImportPosition | undefined) {
    checkArrival(options, resume)
    this.#store = store
    this.#options = options
    this.#resume = resume
    this.#position = resume ?? { line: 0, after: 0 }
  }

  get position(): ImportPosition {
    return this.#position
  }

  get result(): ImportResult {
    const { nothing: _, ...counts } = this.#counts
    return {
      ...counts,
      versions: this.#versions,
      bytes: this.#bytes,
      namespaces: this.#targets?.created ?? [],
      consistent: this.#consistent,
      position: this.#position,
    }
  }

  /**
   * Takes the record of a line. Most only join a batch, which is not worth a promise each: it is answered with one where
   * something is to be waited for.
   */
  take(record: TransferRecord, line: number): Promise<void> | undefined {
    if (record.kind === 'changes') this.#isAmending = true
    if (record.kind !== 'header' && line <= this.#position.line) return undefined
    const joins = record.kind === 'entry' || record.kind === 'gone'
    if (!joins || !this.#batch.hasRoomFor(record)) return this.#takeSlowly(record, line)
    this.#batch.add(record)
    this.#line = line
    return undefined
  }

  /** Tells how far it is; `bytes` are those of the source, or of the entries that were written. */
  tell(bytes: number = this.#bytes): void {
    const { onProgress } = this.#options
    onProgress?.({ done: this.#done, total: this.#total, bytes, position: this.#position })
  }

  async #takeSlowly(record: TransferRecord, line: number): Promise<void> {
    if (record.kind === 'header') return await this.#begin(record.header)
    await this.#flush()
    if (record.kind === 'entry' || record.kind === 'gone') this.#batch.add(record)
    else if (record.kind === 'cleared') await this.#clear(record)
    this.#line = line
    if (record.kind !== 'end') return
    this.#consistent = record.consistent
    await this.#flush()
  }

  async #begin(header: Header): Promise<void> {
    this.#targets = await openTargets(this.#store, header, this.#options)
    this.#total = header.entries
    this.#position = this.#resume ?? { line: 0, after: this.#targets.newest }
  }

  async #flush(): Promise<void> {
    const { space, size, records } = this.#batch
    if (space !== undefined) {
      await this.#write(this.#target(space), records)
      this.#done += size
      this.#batch = new Batch()
    }
    this.#position = { line: Math.max(this.#line, this.#position.line), after: this.#position.after }
  }

  async #write(target: Target, records: readonly KeyRecord[]): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const { decisions, empty } = await this.#decide(target, records)
      const writes = decisions.flatMap(({ write }) => (write === undefined ? [] : [write]))
      const isDry = this.#options.dryRun === true || target.rows === undefined
      if (isDry || writes.length === 0 || (await target.rows.write(writes, empty))) {
        for (const decision of decisions) this.#count(decision)
        return
      }
    }
    throw new KvasirError(
      'CONFLICT',
      `Other writers came first ${MAX_ATTEMPTS} times in ${JSON.stringify(target.name)}; import again at the position of this error.`,
    )
  }

  async #decide(
    target: Target,
    records: readonly KeyRecord[],
  ): Promise<{ readonly decisions: readonly Decision[]; readonly empty: KeyRange | undefined }> {
    const { conflict = 'overwrite', dryRun = false } = this.#options
    const keys = records.map(keyOf)
    const { rows: existing, empty } = target.rows === undefined ? NOTHING : await lookUp(target.rows, keys)
    const { after } = this.#position
    const now = this.#targets?.now() ?? 0
    const circumstances = { conflict, after, keepsVersions: target.keepsVersions, now }
    const decisions = records.map((record, i) => {
      if (record.kind === 'entry') checkKept(this.#store, record.row)
      const decision = decide(record, existing[i], circumstances)
      // A dry run does not find what an earlier line would have written.
      const isAgain = dryRun && this.#isAmending && record.kind === 'entry' && decision.write !== undefined
      return isAgain ? { ...decision, outcome: 'amended' as const } : decision
    })
    return { decisions, empty }
  }

  #count(decision: Decision): void {
    this.#counts[decision.outcome]++
    this.#bytes += bytesOf(decision)
    this.#versions += decision.write?.versions?.length ?? 0
  }

  /** Takes back what the import has written in a range of keys. */
  async #clear({ space, start, end, writtenAt }: ClearedRecord): Promise<void> {
    const target = this.#target(space)
    if (target.rows === undefined || this.#options.dryRun === true) return
    for (let behind: string | undefined; ;) {
      const page = await target.rows.rows({ start, end, behind, limit: PAGE })
      if (page.length === 0) return
      await this.#write(
        target,
        page.map(({ key }) => ({ kind: 'gone', space, key, writtenAt, versions: undefined })),
      )
      behind = page.at(-1)?.key
    }
  }

  #target(space: number): Target {
    const target = this.#targets?.namespaces[space]
    if (target !== undefined) return target
    throw new KvasirError('DAMAGED', `The source names a namespace ${space} that its header does not have.`)
  }
}

/** Throws `INVALID_VALUE` for a value that the backend of a store cannot hold. */
function checkKept({ backend }: Store, { key, type }: Row): void {
  if (type !== 'clone' || backend.capabilities.clone) return
  throw new KvasirError(
    'INVALID_VALUE',
    `The value of ${JSON.stringify(key)} is a structured clone, which the backend ${backend.name} cannot hold.`,
  )
}
