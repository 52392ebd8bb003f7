import type { Namespace } from '@kvasir/core'
import { checkChoice } from './check-choice.ts'
import { openIndexedDbSource } from './indexeddb-source.ts'
import { fromLocalForageRecord, fromLocalForageText } from './localforage-value.ts'
import { migrateSource } from './migrate-source.ts'
import type { MigrateOptions, MigrationReport } from './migration.ts'
import type { Translation } from './source.ts'
import { openStorageSource, ownLocalStorage } from './storage-source.ts'

const DEFAULT_STORE = 'keyvaluepairs'

export interface LocalForageSource extends MigrateOptions {
  /** As in `localforage.config({ name })`; `localforage` unless given. */
  readonly name?: string | undefined
  /** `keyvaluepairs` unless given. */
  readonly storeName?: string | undefined
  /** Which of its drivers has kept the entries: `indexeddb` unless given, which it prefers. */
  readonly driver?: 'indexeddb' | 'localstorage' | undefined
  /** Where the driver `localstorage` has kept them; `localStorage` unless given. */
  readonly storage?: Storage | undefined
}

const FROM_INDEXEDDB: Translation = { toKey: String, toValue: fromLocalForageRecord }
const FROM_TEXT: Translation = { toKey: String, toValue: fromLocalForageText }

/**
 * Puts what localForage has into a namespace, and leaves its storage as it is.
 *
 * @example
 * await migrateLocalForage(store.namespace('app'), { name: 'my-app' })
 */
export async function migrateLocalForage(
  namespace: Namespace,
  options: LocalForageSource = {},
): Promise<MigrationReport> {
  const { name = 'localforage', storeName = DEFAULT_STORE, driver = 'indexeddb' } = options
  checkChoice('driver', driver, ['indexeddb', 'localstorage'])
  if (driver === 'indexeddb') {
    return migrateSource(await openIndexedDbSource(name, storeName), namespace, FROM_INDEXEDDB, options)
  }
  const { storage = ownLocalStorage() } = options
  const prefix = storeName === DEFAULT_STORE ? `${name}/` : `${name}/${storeName}/`
  return migrateSource(openStorageSource(storage, prefix), namespace, FROM_TEXT, options)
}
