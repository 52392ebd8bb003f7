import { KvasirError, type NamespaceConfig, type NamespaceHead, type Store } from '@kvasir/core'
import { type RawNamespace, rawStore } from '@kvasir/core/raw'
import type { Header } from '../records.ts'
import type { Arrival } from './import-options.ts'

/** A namespace that entries go to; without rows where it does not exist, which only a dry run leaves so. */
export interface Target {
  readonly name: string
  readonly rows: RawNamespace | undefined
  readonly keepsVersions: boolean
}

/** Where the entries of a source go. */
export interface Targets {
  /** Epoch milliseconds, by the clock of the store. */
  readonly now: () => number
  /** In the order of the header. */
  readonly namespaces: readonly Target[]
  readonly created: readonly string[]
  /** The newest revision of anything in them. */
  readonly newest: number
}

/** Finds or creates the namespaces that a header names. Throws `INVALID_OPTION`. */
export async function openTargets(
  store: Store,
  { namespaces: heads }: Header,
  { into, config = 'keep', dryRun = false }: Arrival,
): Promise<Targets> {
  const raw = rawStore(store)
  const names = rename(heads, into)
  const namespaces: Target[] = []
  const created: string[] = []
  let newest = 0
  for (const [name, head] of names) {
    const settings = configOf(head)
    // A deleted one may still be known by its name.
    const known = await raw.find(name)
    const isThere = known !== undefined && (await known.isThere())
    if (!isThere) created.push(name)
    if (!dryRun && (!isThere || config === 'update')) {
      await store.createNamespace(name, { ...settings, ifExists: config === 'update' ? 'update' : 'open' })
    }
    const rows = dryRun && !isThere ? undefined : await raw.find(name)
    const { history = 1 } = rows?.head ?? settings
    namespaces.push({ name, rows, keepsVersions: history > 1 })
    newest = Math.max(newest, (await rows?.newest()) ?? 0)
  }
  return { now: () => raw.now(), namespaces, created, newest }
}

function rename(heads: readonly NamespaceHead[], into: Arrival['into']): ReadonlyMap<string, NamespaceHead> {
  if (typeof into === 'string' && heads.length !== 1) {
    throw new KvasirError(
      'INVALID_OPTION',
      `There are ${heads.length} namespaces to be imported: give into as an object of names.`,
    )
  }
  const names = new Map(heads.map((head) => [renamed(head.name, into), head]))
  if (names.size === heads.length) return names
  throw new KvasirError(
    'INVALID_OPTION',
    'Two namespaces would be imported into one: give each another name.',
  )
}

function renamed(name: string, into: Arrival['into']): string {
  if (into === undefined || typeof into === 'string') return into ?? name
  return Object.hasOwn(into, name) ? (into[name] ?? name) : name
}

function configOf(head: NamespaceHead): NamespaceConfig {
  const { name: _, createdAt: __, ...config } = head
  return config
}
