import { asyncStore, type Entry, type Store, type StoreOptions, syncStore, toAsync } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { exportStore } from './export/export-store.ts'
import type { ExportOptions } from './export/export-options.ts'

/** A moment that clocks of tests begin with. */
export const NOW = 1_700_000_000_000

/** Ways to have a store: both modes, and an engine that answers with copies. */
export const STORES: Readonly<Record<string, (options?: StoreOptions) => Store>> = {
  'memory, synchronous': (options) => syncStore(memory(), { rich, rules, clock: () => NOW, ...options }),
  memory: (options) => asyncStore(toAsync(memory()), { rich, rules, clock: () => NOW, ...options }),
  'node:sqlite': (options) =>
    syncStore(sqlite(nodeSqlite({ path: ':memory:' })), { rich, rules, clock: () => NOW, ...options }),
}

/** A store in memory. */
export function openMemory(options?: StoreOptions): Store {
  return asyncStore(toAsync(memory()), { rich, rules, clock: () => NOW, ...options })
}

/** An export as text. */
export async function textOf(store: Store, options?: ExportOptions): Promise<string> {
  return await new Response(exportStore(store, options)).text()
}

/** The lines of an export, parsed. */
export async function linesOf(store: Store, options?: ExportOptions): Promise<Record<string, unknown>[]> {
  const text = await textOf(store, options)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** An entry as it is in every store that has it. */
export type Told = Omit<Entry, 'revision'>

/** Everything in a namespace, but for revisions. */
export async function entriesOf(store: Store, name: string): Promise<Told[]> {
  const entries: Told[] = []
  for (let cursor: string | undefined; ;) {
    const page = await store.namespace(name).list({ limit: 1000, cursor })
    entries.push(...page.entries.map(withoutRevision))
    if (page.cursor === undefined) return entries
    cursor = page.cursor
  }
}

function withoutRevision(entry: Entry): Told {
  const { revision: _, ...told } = entry
  return told
}
