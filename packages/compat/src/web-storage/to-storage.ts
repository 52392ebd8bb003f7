import type { SyncNamespace } from '@kvasir/core'
import { namedProperties } from './named-properties.ts'
import { withQuotaError } from './quota-error.ts'

/**
 * A namespace of texts as a `Storage`, like `localStorage`: everything becomes text, what is missing is null, and
 * entries are properties, too. Where the namespace has no room, it throws a `DOMException` named `QuotaExceededError`.
 *
 * The order of the keys is that of their UTF-8 bytes. `storage` events are not sent: watch the namespace.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-interface}
 */
export function toStorage(namespace: SyncNamespace<string>): Storage {
  const methods: Storage = {
    get length() {
      return namespace.count()
    },
    key: (index) => keyAt(namespace, index),
    getItem: (key) => namespace.get(String(key)) ?? null,
    setItem(key, value) {
      const [name, text] = [String(key), String(value)]
      withQuotaError(() => namespace.put(name, text))
    },
    removeItem(key) {
      namespace.delete(String(key))
    },
    clear() {
      namespace.clear()
    },
  }
  return namedProperties(methods, () => [...namespace.keys()])
}

function keyAt(namespace: SyncNamespace<string>, index: number): string | null {
  // What an `unsigned long` of the platform does to a number.
  let left = Number(index) >>> 0
  for (const key of namespace.keys()) if (left-- === 0) return key
  return null
}
