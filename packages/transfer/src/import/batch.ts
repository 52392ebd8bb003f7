import { rowBytes } from '@kvasir/core'
import type { EntryRecord, GoneRecord } from '../records.ts'

/** What a batch holds at the most: entries, and bytes unless it is one entry. */
const MAX_ENTRIES = 512
const MAX_BYTES = 1 << 20

/** What is said of a key. */
export type KeyRecord = EntryRecord | GoneRecord

/** What is said of some keys of one namespace, each once, to be written together. */
export class Batch {
  readonly #records = new Map<string, KeyRecord>()
  #bytes = 0

  get size(): number {
    return this.#records.size
  }

  get records(): readonly KeyRecord[] {
    return [...this.#records.values()]
  }

  /** The namespace that it is about; undefined while it is empty. */
  get space(): number | undefined {
    const [first] = this.#records.values()
    return first?.space
  }

  /** Whether it can be joined: a key that comes again has to find what was written of it. */
  hasRoomFor(record: KeyRecord): boolean {
    if (this.size === 0) return true
    return (
      this.size < MAX_ENTRIES &&
      this.#bytes + sizeOf(record) <= MAX_BYTES &&
      record.space === this.space &&
      !this.#records.has(keyOf(record))
    )
  }

  add(record: KeyRecord): void {
    this.#records.set(keyOf(record), record)
    this.#bytes += sizeOf(record)
  }
}

/** The key that a record is about. */
export function keyOf(record: KeyRecord): string {
  return record.kind === 'entry' ? record.row.key : record.key
}

function sizeOf(record: KeyRecord): number {
  let size = record.kind === 'entry' ? rowBytes(record.row) : 0
  for (const kept of record.versions ?? []) if (kept.operation === 'put') size += rowBytes(kept.row)
  return size
}
