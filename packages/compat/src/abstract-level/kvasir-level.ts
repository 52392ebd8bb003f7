import type { Namespace } from '@kvasir/core'
import { type AbstractDatabaseOptions, AbstractLevel } from 'abstract-level'
import { checkNamespace } from '../check-namespace.ts'
import {
  type EncodedEntryOptions,
  type EncodedOptions,
  EntryIterator,
  KeyIterator,
  ValueIterator,
} from './iterators.ts'
import { type LevelFormat, type LevelKey, toKvasirKey } from './level-key.ts'
import { type LevelRange, toKeyRange } from './level-range.ts'
import { fromKvasirValue } from './level-value.ts'
import { RangeReader } from './range-reader.ts'
import { writeBatch } from './write-batch.ts'

export type KvasirLevelOptions<K, V> = AbstractDatabaseOptions<K, V>

interface ReadOptions {
  readonly valueEncoding: LevelFormat
}

interface ClearOptions extends LevelRange {
  readonly reverse: boolean
  /** -1 is all. */
  readonly limit: number
}

/** An operation of a batch as abstract-level hands it on. */
export type EncodedOperation =
  | { readonly type: 'put'; readonly key: LevelKey; readonly value: LevelKey }
  | { readonly type: 'del'; readonly key: LevelKey }

/**
 * An `abstract-level` database in a namespace: it takes text and bytes as keys and as values, and whatever
 * abstract-level makes of these. Over a synchronous store it has `getSync`, too. It does not close the store.
 *
 * @example
 * const db = new KvasirLevel<string, User>(store.namespace('users'), { valueEncoding: 'json' })
 */
export class KvasirLevel<K = string, V = string> extends AbstractLevel<LevelKey, K, V> {
  readonly #namespace: Namespace

  constructor(namespace: Namespace, options?: KvasirLevelOptions<K, V>) {
    super(manifestOf(namespace), options)
    this.#namespace = namespace
  }

  async _get(key: LevelKey, { valueEncoding }: ReadOptions): Promise<LevelKey | undefined> {
    const name = toKvasirKey(key)
    return toLevel(name, await this.#namespace.get(name), valueEncoding)
  }

  _getSync(key: LevelKey, { valueEncoding }: ReadOptions): LevelKey | undefined {
    if (!isSync(this.#namespace)) throw notSupported('getSync')
    const name = toKvasirKey(key)
    return toLevel(name, this.#namespace.get(name), valueEncoding)
  }

  async _getMany(
    keys: readonly LevelKey[],
    { valueEncoding }: ReadOptions,
  ): Promise<(LevelKey | undefined)[]> {
    const names = keys.map(toKvasirKey)
    const values = await this.#namespace.getMany(names)
    return names.map((name, place) => toLevel(name, values[place], valueEncoding))
  }

  async _has(key: LevelKey): Promise<boolean> {
    return this.#namespace.has(toKvasirKey(key))
  }

  async _hasMany(keys: readonly LevelKey[]): Promise<boolean[]> {
    const values = await this.#namespace.getMany(keys.map(toKvasirKey))
    return values.map((value) => value !== undefined)
  }

  async _put(key: LevelKey, value: LevelKey): Promise<void> {
    await this.#namespace.put(toKvasirKey(key), value)
  }

  async _del(key: LevelKey): Promise<void> {
    await this.#namespace.delete(toKvasirKey(key))
  }

  async _batch(operations: readonly EncodedOperation[]): Promise<void> {
    await writeBatch(this.#namespace, operations)
  }

  async _clear(options: ClearOptions): Promise<void> {
    const range = toKeyRange(options)
    if (options.limit < 0) {
      await this.#namespace.clear(range)
      return
    }
    const { reverse, limit } = options
    const entries = await new RangeReader(this.#namespace, { range, reverse, values: false }).read(limit)
    await this.#namespace.deleteMany(entries.map(({ key }) => key))
  }

  _iterator(options: EncodedEntryOptions): object {
    return new EntryIterator(this, this.#namespace, options)
  }

  _keys(options: EncodedOptions): object {
    return new KeyIterator(this, this.#namespace, options)
  }

  _values(options: EncodedOptions): object {
    return new ValueIterator(this, this.#namespace, options)
  }
}

function toLevel(name: string, value: unknown, format: LevelFormat): LevelKey | undefined {
  return value === undefined ? undefined : fromKvasirValue(name, value, format)
}

/** What a database in this namespace can do. */
function manifestOf(namespace: Namespace): ConstructorParameters<typeof AbstractLevel>[0] {
  checkNamespace(namespace)
  const manifest = {
    encodings: { utf8: true, view: true },
    has: true,
    getSync: isSync(namespace),
    // Nothing holds a moment in which a backend was: an iterator sees what is written ahead of it.
    implicitSnapshots: false,
    explicitSnapshots: false,
  }
  return manifest
}

/** Namespaces of synchronous stores, and no others, are iterable. */
function isSync(namespace: Namespace): boolean {
  return Symbol.iterator in namespace
}

function notSupported(method: string): Error {
  const error = new Error(`Database does not support ${method}()`)
  return Object.assign(error, { code: 'LEVEL_NOT_SUPPORTED' })
}
