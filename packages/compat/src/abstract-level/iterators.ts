import type { Entry, Namespace } from '@kvasir/core'
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

type IteratorClass<Options> = new (db: object, namespace: Namespace, options: Options) => object

/** How a kind of iterator reads. */
interface Reading<Options> {
  readsValues(options: Options): boolean
  toItem(entry: Entry, options: Options): unknown
}

/** A class of iterators that read a namespace. */
function iterators<Options extends EncodedOptions>(
  Base: new (db: object, options: Options) => object,
  { readsValues, toItem }: Reading<Options>,
): IteratorClass<Options> {
  return class extends Base {
    readonly #reader: RangeReader
    readonly #options: Options

    constructor(db: object, namespace: Namespace, options: Options) {
      super(db, options)
      const { reverse } = options
      this.#reader = new RangeReader(namespace, {
        range: toKeyRange(options),
        reverse,
        values: readsValues(options),
      })
      this.#options = options
    }

    async _next(): Promise<unknown> {
      return (await this.#read(1))[0]
    }

    async _nextv(size: number): Promise<unknown[]> {
      return this.#read(size)
    }

    _seek(target: LevelKey): void {
      this.#reader.seek(toKvasirKey(target))
    }

    async #read(size: number): Promise<unknown[]> {
      return (await this.#reader.read(size)).map((entry) => toItem(entry, this.#options))
    }
  }
}

/** The iterators behind `iterator()`; of an entry they leave out what is not asked for. */
export const EntryIterator: IteratorClass<EncodedEntryOptions> = iterators<EncodedEntryOptions>(
  AbstractIterator,
  {
    readsValues: ({ values }) => values,
    toItem: ({ key, value }, { keys, values, keyEncoding, valueEncoding }) => [
      keys ? fromKvasirKey(key, keyEncoding) : undefined,
      values ? fromKvasirValue(key, value, valueEncoding) : undefined,
    ],
  },
)

/** The iterators behind `keys()`. */
export const KeyIterator: IteratorClass<EncodedOptions> = iterators<EncodedOptions>(AbstractKeyIterator, {
  readsValues: () => false,
  toItem: ({ key }, { keyEncoding }) => fromKvasirKey(key, keyEncoding),
})

/** The iterators behind `values()`. */
export const ValueIterator: IteratorClass<EncodedOptions> = iterators<EncodedOptions>(AbstractValueIterator, {
  readsValues: () => true,
  toItem: ({ key, value }, { valueEncoding }) => fromKvasirValue(key, value, valueEncoding),
})
