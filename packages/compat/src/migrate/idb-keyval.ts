import type { Namespace } from '@kvasir/core'
import { type KeyedSource, openIndexedDbSource, toTranslation } from './indexeddb-source.ts'
import { migrateSource } from './migrate-source.ts'
import type { MigrateOptions, MigrationReport } from './migration.ts'

export interface IdbKeyvalSource extends MigrateOptions, KeyedSource {
  /** As in `createStore(databaseName, storeName)`; `keyval-store` unless given. */
  readonly databaseName?: string | undefined
  /** `keyval` unless given. */
  readonly storeName?: string | undefined
}

/**
 * Puts what idb-keyval has into a namespace, and leaves its database as it is.
 *
 * @example
 * const { refused } = await migrateIdbKeyval(store.namespace('app'), { toKey: String })
 */
export async function migrateIdbKeyval(
  namespace: Namespace,
  options: IdbKeyvalSource = {},
): Promise<MigrationReport> {
  const { databaseName = 'keyval-store', storeName = 'keyval' } = options
  const source = await openIndexedDbSource(databaseName, storeName)
  return migrateSource(source, namespace, toTranslation(options), options)
}
