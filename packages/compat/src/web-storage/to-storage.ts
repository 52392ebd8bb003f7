import type { SyncNamespace } from '@kvasir/core'
import { namedProperties } from './named-properties.ts'
import { NumberedKeys } from './numbered-keys.ts'
import { withQuotaError } from './quota-error.ts'
import { valueText } from '../value-text.ts'

/**
 * A namespace of texts as a `Storage`, like `localStorage`: everything becomes text, what is missing is null, and
 * entries are properties, too; what others have put in the namespace is read as its text. Where the namespace has no room,
 * it throws a `DOMException` named `QuotaExceededError`.
 *
 * The order of the keys is that of their UTF-8 bytes. `storage` events are not sent: watch the namespace.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-interface}
 */
export function toStorage(namespace: SyncNamespace<string>): Storage {
  const numbered = new NumberedKeys(namespace)
  const methods: Storage = {
    get length() {
      return namespace.count()
    },
    // A number becomes an `unsigned long` of the platform.
    key: (index) => numbered.at(Number(index) >>> 0) ?? null,
    getItem(key) {
      const value = namespace.get(String(key))
      return value === undefined ? null : valueText(value)
    },
    setItem(key, value) {
      const [name, text] = [String(key), String(value)]
      withQuotaError(() => namespace.put(name, text))
    },
    removeItem(key) {
      numbered.forget()
      namespace.delete(String(key))
    },
    clear() {
      numbered.forget()
      namespace.clear()
    },
  }
  return namedProperties(methods, () => [...namespace.keys()])
}
