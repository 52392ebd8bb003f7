import type { Namespace } from '@kvasir/core'
import { type KeyedSource, openIndexedDbSource, toTranslation } from './indexeddb-source.ts'
import { migrateSource } from './migrate-source.ts'
import type { MigrateOptions, MigrationReport } from './migration.ts'

export interface DexieSource extends MigrateOptions, KeyedSource {
  /** As in `new Dexie(database)`. */
  readonly database: string
  /** A table of the database. Its primary key becomes the key, whether it lies in the values or beside them. */
  readonly table: string
}

/**
 * Puts what a table of Dexie has into a namespace, and leaves its database as it is.
 *
 * @example
 * await migrateDexie(store.namespace('settings'), { database: 'app', table: 'settings', toValue: (row) => row.value })
 */
export async function migrateDexie(namespace: Namespace, options: DexieSource): Promise<MigrationReport> {
  const source = await openIndexedDbSource(options.database, options.table)
  return migrateSource(source, namespace, toTranslation(options), options)
}
