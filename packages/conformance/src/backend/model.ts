import type { Batch, Check, Commit, Row, Span, Write } from '@kvasir/core'
import { compareBytes } from '../odd-keys.ts'
import { rowOf, type Done } from './build.ts'

/** What the contract says, in the plainest words: every row in one Map, every rule a loop. */
export class ModelBackend {
  readonly #rows = new Map<string, { readonly space: number; readonly row: Row }>()
  #revision = 0

  get(space: number, key: string): Row | undefined {
    return this.#rows.get(address(space, key))?.row
  }

  scan(span: Span): Row[] {
    const inside = [...this.#rows.values()].filter(
      ({ space, row }) => space === span.space && isInside(row.key, span),
    )
    return inside.map(({ row }) => row).sort((a, b) => compareBytes(a.key, b.key))
  }

  /** Applies the batch; its first revision is the one that the tested backend chose. */
  commit({ checks, writes }: Batch, first: number): Commit {
    const failed = checks.find((check) => !this.#holds(check))
    if (failed !== undefined) return { ok: false, failed }
    const replaced = writes.map((write, i) => this.#apply(write, first + i))
    this.#revision = first + writes.length - 1
    return { ok: true, first, last: this.#revision, replaced }
  }

  /** The newest revision. */
  get revision(): number {
    return this.#revision
  }

  #holds(check: Check): boolean {
    if (check.kind === 'key') return (this.get(check.space, check.key)?.revision ?? 0) === check.revision
    const rows = this.scan(check)
    return rows.length === check.rows && rows.every(({ revision }) => revision <= check.revision)
  }

  #apply(write: Write, revision: number): Done['replaced'][number] {
    if (write.kind === 'deleteRange') {
      for (const { key } of this.scan(write)) this.#rows.delete(address(write.space, key))
      return undefined
    }
    const replaced = this.get(write.space, write.key)
    if (write.kind === 'set') {
      this.#rows.set(address(write.space, write.key), { space: write.space, row: rowOf(write, revision) })
    } else {
      this.#rows.delete(address(write.space, write.key))
      if (replaced !== undefined && write.mark !== undefined) this.#apply(write.mark, revision)
    }
    return replaced
  }
}

function address(space: number, key: string): string {
  return `${space} ${key}`
}

function isInside(key: string, { from, to }: Span): boolean {
  return compareBytes(key, from) >= 0 && (to === undefined || compareBytes(key, to) < 0)
}
