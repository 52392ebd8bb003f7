import type { Namespace } from '@kvasir/core'
import { AbstractIterator, AbstractKeyIterator, AbstractValueIterator } from 'abstract-level'
import { type LevelFormat, type LevelKey, fromKvasirKey, toKvasirKey } from './level-key.ts'
import { type LevelRange, toKeyRange } from './level-range.ts'
import { fromKvasirValue } from './level-value.ts'
import { RangeReader } from './range-reader.ts'

/** What abstract-level hands to a private method that makes an iterator: everything encoded and filled in. */
export interface EncodedOptions extends LevelRange {
  readonly reverse: boolean
  readonly keyEncoding: LevelFormat
  readonly valueEncoding: LevelFormat
}

export interface EncodedEntryOptions extends EncodedOptions {
  readonly keys: boolean
  readonly values: boolean
}

/** Key and value, each `undefined` when it is not asked for. */
type LevelEntry = [key: LevelKey | undefined, value: LevelKey | undefined]

/** The iterator behind `iterator()`. */
export class EntryIterator extends AbstractIterator<object, LevelKey, LevelKey> {
  readonly #reader: RangeReader
  readonly #options: EncodedEntryOptions

  constructor(db: object, namespace: Namespace, options: EncodedEntryOptions) {
    super(db, options)
    this.#reader = openReader(namespace, options, options.values)
    this.#options = options
  }

  async _next(): Promise<LevelEntry | undefined> {
    return (await this.#read(1))[0]
  }

  async _nextv(size: number): Promise<LevelEntry[]> {
    return this.#read(size)
  }

  _seek(target: LevelKey): void {
    this.#reader.seek(toKvasirKey(target))
  }

  async #read(size: number): Promise<LevelEntry[]> {
    const { keys, values, keyEncoding, valueEncoding } = this.#options
    return (await this.#reader.read(size)).map(({ key, value }) => [
      keys ? fromKvasirKey(key, keyEncoding) : undefined,
      values ? fromKvasirValue(value, valueEncoding) : undefined,
    ])
  }
}

/** The iterator behind `keys()`. */
export class KeyIterator extends AbstractKeyIterator<object, LevelKey> {
  readonly #reader: RangeReader
  readonly #format: LevelFormat

  constructor(db: object, namespace: Namespace, options: EncodedOptions) {
    super(db, options)
    this.#reader = openReader(namespace, options, false)
    this.#format = options.keyEncoding
  }

  async _next(): Promise<LevelKey | undefined> {
    return (await this.#read(1))[0]
  }

  async _nextv(size: number): Promise<LevelKey[]> {
    return this.#read(size)
  }

  _seek(target: LevelKey): void {
    this.#reader.seek(toKvasirKey(target))
  }

  async #read(size: number): Promise<LevelKey[]> {
    return (await this.#reader.read(size)).map(({ key }) => fromKvasirKey(key, this.#format))
  }
}

/** The iterator behind `values()`. */
export class ValueIterator extends AbstractValueIterator<object, LevelKey, LevelKey> {
  readonly #reader: RangeReader
  readonly #format: LevelFormat

  constructor(db: object, namespace: Namespace, options: EncodedOptions) {
    super(db, options)
    this.#reader = openReader(namespace, options, true)
    this.#format = options.valueEncoding
  }

  async _next(): Promise<LevelKey | undefined> {
    return (await this.#read(1))[0]
  }

  async _nextv(size: number): Promise<LevelKey[]> {
    return this.#read(size)
  }

  _seek(target: LevelKey): void {
    this.#reader.seek(toKvasirKey(target))
  }

  async #read(size: number): Promise<LevelKey[]> {
    return (await this.#reader.read(size)).map(({ value }) => fromKvasirValue(value, this.#format))
  }
}

function openReader(namespace: Namespace, options: EncodedOptions, values: boolean): RangeReader {
  return new RangeReader(namespace, { range: toKeyRange(options), reverse: options.reverse, values })
}
