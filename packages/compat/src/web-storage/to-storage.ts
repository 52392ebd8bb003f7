import type { SyncNamespace } from '@kvasir/core'
import { checkSyncNamespace } from '../check-namespace.ts'
import { toText } from '../to-text.ts'
import { valueText } from '../value-text.ts'
import { checkArguments } from './check-arguments.ts'
import { namedProperties } from './named-properties.ts'
import { NumberedKeys } from './numbered-keys.ts'
import { withQuotaError } from './quota-error.ts'

/**
 * A namespace of texts as a `Storage`, like `localStorage`: everything becomes text, also what another face has put, what
 * is missing is null, and entries are properties, too. Where the namespace has no room, it throws a `DOMException` named
 * `QuotaExceededError`.
 *
 * The order of the keys is that of their UTF-8 bytes. `storage` events are not sent: watch the namespace.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/webstorage.html#the-storage-interface}
 */
export function toStorage(namespace: SyncNamespace<string>): Storage {
  checkSyncNamespace(namespace)
  const numbered = new NumberedKeys(namespace)
  const methods: Storage = {
    get length() {
      return namespace.count()
    },
    key(...given) {
      const [index] = checkArguments(given, 'key', 1)
      // A number becomes an `unsigned long` of the platform.
      return numbered.at(Number(index) >>> 0) ?? null
    },
    getItem(...given) {
      const [key] = checkArguments(given, 'getItem', 1)
      const value: unknown = namespace.get(toText(key))
      return value === undefined ? null : valueText(value)
    },
    setItem(...given) {
      const [key, value] = checkArguments(given, 'setItem', 2)
      const [name, text] = [toText(key), toText(value)]
      withQuotaError(() => namespace.put(name, text))
    },
    removeItem(...given) {
      const [key] = checkArguments(given, 'removeItem', 1)
      const name = toText(key)
      if (namespace.delete(name)) numbered.removed(name)
    },
    clear() {
      namespace.clear()
      numbered.cleared()
    },
  }
  return namedProperties(methods, () => [...namespace.keys()])
}
