import { join } from 'node:path'
import { publishedPackages, type Target } from './scripts/packages.ts'

interface Budget {
  readonly name: string
  readonly limit: string
  /** Whether what is loaded when it is needed counts, too. */
  readonly isWhole?: boolean
  /** What an app imports, by package entry. */
  readonly imports: Readonly<Record<string, string>>
  /** What it has anyway. */
  readonly without?: readonly string[]
}

/**
 * What pages load for these imports, minified and compressed with brotli: at once, and where a row says so with
 * everything that is loaded when it is needed, which is seldom. A limit is lowered when a size falls.
 */
const budgets: readonly Budget[] = [
  {
    name: '`syncStore` + `memory`',
    limit: '15 kB',
    imports: { '@kvasir/core': '{ syncStore }', '@kvasir/memory': '{ memory }' },
  },
  {
    name: '`asyncStore` + `indexeddb`',
    limit: '25.8 kB',
    imports: { '@kvasir/core': '{ asyncStore }', '@kvasir/indexeddb': '{ indexeddb }' },
  },
  {
    name: '`asyncStore` + `indexeddb`, with what is seldom loaded',
    limit: '28.5 kB',
    isWhole: true,
    imports: { '@kvasir/core': '{ asyncStore }', '@kvasir/indexeddb': '{ indexeddb }' },
  },
  {
    name: '`asyncStore` + `journal` + `memoryKind`',
    limit: '30 kB',
    imports: {
      '@kvasir/core': '{ asyncStore }',
      '@kvasir/journal': '{ journal }',
      '@kvasir/memory': '{ memoryKind }',
    },
  },
  {
    name: '`asyncStore` + `journal` + `memoryKind`, with what is seldom loaded',
    limit: '32.6 kB',
    isWhole: true,
    imports: {
      '@kvasir/core': '{ asyncStore }',
      '@kvasir/journal': '{ journal }',
      '@kvasir/memory': '{ memoryKind }',
    },
  },
  {
    name: '`sqlite` + `sqljs`, without sql.js and the core',
    limit: '4.7 kB',
    imports: { '@kvasir/sqlite': '{ sqlite }', '@kvasir/sqlite/sqljs': '{ sqljs }' },
    without: ['sql.js', '@kvasir/core'],
  },
  {
    name: '`openStore` of `kvasir`, which loads an engine when it is asked for',
    limit: '48.7 kB',
    imports: { kvasir: '{ openStore }' },
  },
  {
    name: '`openSyncStore` of `kvasir`, likewise',
    limit: '48.3 kB',
    imports: { kvasir: '{ openSyncStore }' },
  },
]

/** Where the build put each package entry: in the workspace, `exports` point at the sources. */
const builtFiles = new Map(
  publishedPackages().flatMap(({ path, manifest }) =>
    Object.entries(manifest.publishConfig?.exports ?? {}).map(([entry, target]): [string, string] => [
      join(manifest.name, entry),
      join(path, fileOf(target)),
    ]),
  ),
)

function fileOf(target: Target): string {
  return typeof target === 'string' ? target : fileOf(target['default'] ?? '')
}

export default budgets.map(({ name, limit, isWhole, imports, without = [] }) => ({
  name,
  limit,
  // `index` is what size-limit makes of the imports, once there is any path; without it all chunks count.
  ...(isWhole !== true && { entry: ['index'], path: '.size-limit.ts' }),
  import: Object.fromEntries(
    Object.entries(imports).map(([entry, names]) => [builtFiles.get(entry) ?? entry, names]),
  ),
  ignore: without,
  modifyRolldownConfig: (config: object) => ({
    ...config,
    resolve: { alias: aliases(without) },
  }),
}))

/** Leads imports between our packages to what was built; `$` keeps an entry from catching its subpaths. */
function aliases(without: readonly string[]): Record<string, string> {
  const entries = [...builtFiles].filter(([entry]) => !without.includes(entry))
  return Object.fromEntries(entries.map(([entry, file]) => [`${entry}$`, file]))
}
