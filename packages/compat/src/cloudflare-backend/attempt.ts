import { type Check, isInSpan, type Row, type Write } from '@kvasir/core'
import { asked, type KVBinding } from './binding.ts'
import { headsIn, readRow } from './read-space.ts'
import { nameOf, prefixOf, type Stored, toStored } from './stored-row.ts'

/** How many writes are under way at once. */
const AT_A_TIME = 32

/** What becomes of a name: what is put there, or nothing. */
type Fate = { readonly stored: Stored; readonly row: Row } | undefined

/** The writes of one batch, gathered so that each name is written once. */
export class Attempt {
  readonly #binding: KVBinding
  readonly #now: number
  readonly #fates = new Map<string, Fate>()

  constructor(binding: KVBinding, now: number) {
    this.#binding = binding
    this.#now = now
  }

  /** Whether a check holds by what a read tells. */
  async holds(check: Check): Promise<boolean> {
    if (check.kind === 'key')
      return ((await this.#read(check.space, check.key))?.revision ?? 0) === check.revision
    let rows = 0
    for await (const { revision } of headsIn(this.#binding, check)) {
      if (revision > check.revision) return false
      rows++
    }
    return rows === check.rows
  }

  /** Gathers a write; answers the row that it replaces, which is read if that is asked for or depends on it. */
  async add(write: Write, revision: number, wantsReplaced: boolean): Promise<Row | undefined> {
    if (write.kind === 'deleteRange') {
      await this.#deleteRange(write)
      return undefined
    }
    const { space, key } = write
    const mark = write.kind === 'delete' ? write.mark : undefined
    const before = wantsReplaced || mark !== undefined ? await this.#read(space, key) : undefined
    if (write.kind === 'set') this.#set(write, revision)
    else this.#fates.set(prefixOf(space) + key, undefined)
    if (before !== undefined && mark !== undefined) this.#set(mark, revision)
    return before
  }

  /** Does all that was gathered; when some of it fails, the rest may be done. */
  async write(): Promise<void> {
    const all = [...this.#fates]
    for (let i = 0; i < all.length; i += AT_A_TIME) {
      await Promise.all(all.slice(i, i + AT_A_TIME).map(([name, fate]) => this.#writeOne(name, fate)))
    }
  }

  #writeOne(name: string, fate: Fate): Promise<void> {
    if (fate === undefined) return asked(this.#binding.delete(name))
    const { value, metadata, expiration } = fate.stored
    const options = { metadata, ...(expiration !== undefined && { expiration }) }
    return asked(this.#binding.put(name, value, options))
  }

  #set(write: Write & { readonly kind: 'set' }, revision: number): void {
    const stored = toStored(write, revision, this.#now)
    const { key, type, value, expiresAt, writtenAt, metadata } = write
    const row = { key, type, value, revision, expiresAt, writtenAt, metadata }
    this.#fates.set(stored.name, { stored, row })
  }

  async #read(space: number, key: string): Promise<Row | undefined> {
    const name = nameOf(space, key)
    if (name === undefined) return undefined
    return this.#fates.has(name) ? this.#fates.get(name)?.row : await readRow(this.#binding, space, key)
  }

  async #deleteRange(write: Write & { readonly kind: 'deleteRange' }): Promise<void> {
    const own = prefixOf(write.space)
    for await (const { key } of headsIn(this.#binding, write)) this.#fates.set(own + key, undefined)
    for (const name of this.#fates.keys()) {
      const isInside = name.startsWith(own) && isInSpan(name.slice(own.length), write)
      if (isInside) this.#fates.set(name, undefined)
    }
  }
}
