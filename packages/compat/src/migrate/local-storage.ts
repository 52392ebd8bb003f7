import type { Namespace } from '@kvasir/core'
import { migrateSource } from './migrate-source.ts'
import type { MigrateOptions, MigrationReport } from './migration.ts'
import { openStorageSource, ownLocalStorage } from './storage-source.ts'

export interface LocalStorageSource extends MigrateOptions {
  /** `localStorage` unless given. */
  readonly storage?: Storage | undefined
  /** Only keys that begin with it, which are put without it; all unless given. */
  readonly prefix?: string | undefined
  /** Makes values of texts, for example `JSON.parse`; they stay texts unless given. What it refuses is reported. */
  readonly parse?: ((text: string) => unknown) | undefined
}

/**
 * Puts what `localStorage` has into a namespace, and leaves `localStorage` as it is.
 *
 * @example
 * await migrateLocalStorage(store.namespace('settings'), { prefix: 'settings:', parse: JSON.parse })
 */
export async function migrateLocalStorage(
  namespace: Namespace,
  options: LocalStorageSource = {},
): Promise<MigrationReport> {
  const { storage = ownLocalStorage(), prefix = '', parse = (text) => text } = options
  const translation = {
    toKey: (key: unknown) => String(key),
    toValue: (value: unknown) => parse(String(value)),
  }
  return migrateSource(openStorageSource(storage, prefix), namespace, translation, options)
}
