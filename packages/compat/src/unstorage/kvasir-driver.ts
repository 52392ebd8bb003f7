import type { Change, Namespace, PutOptions } from '@kvasir/core'
import { checkNamespace } from '../check-namespace.ts'
import { collect } from '../collect.ts'
import { inOrder } from '../in-order.ts'
import { ttlOrNever } from '../last-moment.ts'

/** What unstorage lets a call have besides its arguments; others are for other drivers. */
export interface DriverItemOptions {
  /** Seconds; 0 and less are none, as with the other drivers, and so is what ends after all dates, such as `Infinity`. */
  readonly ttl?: number
  readonly [option: string]: unknown
}

/** What unstorage takes for a value. */
type StorageValue = null | string | number | boolean | object

interface DriverItem {
  readonly key: string
  readonly options?: DriverItemOptions
}

type WatchCallback = (event: 'update' | 'remove', key: string) => unknown

/** The driver as unstorage has it: every method but `getInstance` answers with a promise. */
export interface KvasirDriver {
  readonly name: string
  readonly flags: { readonly ttl: boolean }
  getInstance(): Namespace
  hasItem(key: string): Promise<boolean>
  getItem(key: string): Promise<StorageValue>
  getItems(items: readonly DriverItem[]): Promise<{ key: string; value: StorageValue }[]>
  getItemRaw(key: string): Promise<unknown>
  setItem(key: string, value: string, options?: DriverItemOptions): Promise<void>
  setItems(
    items: readonly (DriverItem & { readonly value: string })[],
    options?: DriverItemOptions,
  ): Promise<void>
  setItemRaw(key: string, value: unknown, options?: DriverItemOptions): Promise<void>
  removeItem(key: string): Promise<void>
  getMeta(key: string): Promise<{ mtime: Date; ttl?: number } | null>
  getKeys(base?: string): Promise<string[]>
  clear(base?: string): Promise<void>
  dispose(): Promise<void>
  watch(callback: WatchCallback): Promise<() => void>
}

const MILLIS_PER_SECOND = 1_000

/**
 * A driver for unstorage in a namespace of Kvasir. `watch` needs a store with `live`; `dispose` ends what is watched and
 * leaves the store open.
 *
 * @example
 * const storage = createStorage({ driver: kvasirDriver(store.namespace('app')) })
 */
export function kvasirDriver(namespace: Namespace): KvasirDriver {
  checkNamespace(namespace)
  const watches = new Set<() => void>()
  const get = async (key: string): Promise<StorageValue> => toStorageValue(await namespace.get(key))
  const put = async (key: string, value: unknown, options?: DriverItemOptions): Promise<void> => {
    await namespace.put(key, value, toPutOptions(options, namespace.now()))
  }
  const getKeys = (base = ''): Promise<string[]> => collect(namespace.keys({ prefix: base }))

  return {
    name: 'kvasir',
    flags: { ttl: true },
    getInstance: () => namespace,
    hasItem: async (key) => namespace.has(key),
    getItem: get,
    async getItems(items) {
      const values = await namespace.getMany(items.map(({ key }) => key))
      return items.map(({ key }, place) => ({ key, value: toStorageValue(values[place]) }))
    },
    getItemRaw: get,
    setItem: put,
    /** All of them or none. */
    async setItems(items, common) {
      await namespace.transaction((scope) =>
        inOrder(
          items.map(({ key, value, options }) => {
            return () => scope.put(key, value, toPutOptions({ ...common, ...options }, namespace.now()))
          }),
        ),
      )
    },
    async setItemRaw(key, value, options) {
      await namespace.put(key, value, { ...toPutOptions(options, namespace.now()), clone: true })
    },
    async removeItem(key) {
      await namespace.delete(key)
    },
    async getMeta(key) {
      const [entry, left] = await Promise.all([namespace.getEntry(key), namespace.ttl(key)])
      if (entry === undefined || left === undefined) return null
      const mtime = new Date(entry.writtenAt)
      return left === Infinity ? { mtime } : { mtime, ttl: Math.ceil(left / MILLIS_PER_SECOND) }
    },
    getKeys,
    /** Key by key, in one commit, so that those who watch are told of each. */
    async clear(base) {
      await namespace.deleteMany(await getKeys(base))
    },
    async dispose() {
      for (const end of watches) end()
      watches.clear()
    },
    async watch(callback) {
      const end = namespace.subscribe((change) => tell(change, callback))
      watches.add(end)
      return () => {
        end()
        watches.delete(end)
      }
    },
  }
}

/** Unstorage knows keys alone: of a range that was cleared elsewhere it is told where that begins. */
function tell(change: Change, callback: WatchCallback): void {
  if (change.operation === 'put') callback('update', change.key)
  else callback('remove', change.operation === 'clear' ? change.start : change.key)
}

function toStorageValue(value: unknown): StorageValue {
  return (value ?? null) as StorageValue
}

function toPutOptions({ ttl = 0 }: DriverItemOptions = {}, now: number): Pick<PutOptions, 'ttl'> {
  return ttl > 0 ? { ttl: ttlOrNever(ttl * MILLIS_PER_SECOND, now) } : {}
}
