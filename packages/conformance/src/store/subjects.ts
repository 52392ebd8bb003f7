import type { Mode } from '@kvasir/core'
import type { StoreSuite } from '../describe-store.ts'
import { acrossTests } from './across.ts'
import { asyncOnlyTests } from './async-only.ts'
import { changesTests } from './changes.ts'
import { cloneValueTests, keptCloneTests } from './clone-values.ts'
import { concurrencyTests } from './concurrency.ts'
import { conditionTests } from './conditions.ts'
import { connectionTests } from './connections.ts'
import { configurationTests } from './configuration.ts'
import { cursorTests } from './cursor.ts'
import { defaultTtlTests } from './default-ttl.ts'
import { entryTests } from './entries.ts'
import { expiryTests } from './expiry.ts'
import { evictionTests } from './eviction.ts'
import { historyAcrossTests } from './history-across.ts'
import { historyTests } from './history.ts'
import { inMemoryTests } from './in-memory.ts'
import { iterationTests } from './iterate.ts'
import { lifecycleTests } from './lifecycle.ts'
import { limitTests } from './limits.ts'
import { limitsAcrossTests } from './limits-across.ts'
import { listFolderTests } from './list-folders.ts'
import { listRevisionTests } from './list-revisions.ts'
import { listTests } from './list.ts'
import { unknownOptionTests } from './unknown-options.ts'
import { manyTests } from './many.ts'
import { namespaceEndTests } from './namespace-end.ts'
import { namespaceTests } from './namespaces.ts'
import { numberTests } from './numbers.ts'
import { randomOperationTests } from './random-operations.ts'
import { refusedKeyTests } from './refused-keys.ts'
import { revertTests } from './revert.ts'
import { savepointTests } from './savepoints.ts'
import { sweepTests } from './sweep.ts'
import { statsTests } from './stats.ts'
import { syncOnlyTests } from './sync-only.ts'
import { tallyTests } from './tally-model.ts'
import { touchTests } from './touch.ts'
import { slidingTests } from './sliding.ts'
import { transactionListTests } from './transaction-lists.ts'
import { transactionTests } from './transactions.ts'
import { ttlTests } from './ttl.ts'
import { valueTests } from './values.ts'
import { watchEndTests } from './watch-ends.ts'
import { watchExpiryTests } from './watch-expiry.ts'
import { watchTests } from './watch.ts'

/** A group of tests, for stores of both modes or only of one. */
type Subject = readonly [name: string, register: (suite: StoreSuite) => void, only?: Mode]

/** What a namespace promises; the tests leave the store open and other namespaces alone. */
export const NAMESPACE_SUBJECTS: readonly Subject[] = [
  ['entries', entryTests],
  ['values', valueTests],
  ['clone values', cloneValueTests],
  ['conditions', conditionTests],
  ['expiry', expiryTests],
  ['time to live', ttlTests],
  ['many keys', manyTests],
  ['numbers and updates', numberTests],
  ['lists', listTests],
  ['unknown options', unknownOptionTests],
  ['lists by revision', listRevisionTests],
  ['lists of folders', listFolderTests],
  ['cursors', cursorTests],
  ['iteration', iterationTests],
  ['refused keys', refusedKeyTests],
  ['transactions', transactionTests],
  ['lists in transactions', transactionListTests],
  ['savepoints', savepointTests],
  ['limits', limitTests],
  ['history', historyTests],
  ['history beside everything else', historyAcrossTests],
  ['revert', revertTests],
  ['touches', touchTests],
  ['sliding', slidingTests],
  ['watches', watchTests],
  ['concurrency', concurrencyTests, 'async'],
  ['random operations', randomOperationTests],
]

/** What a store promises about its namespaces, its connections and its end. */
export const STORE_SUBJECTS: readonly Subject[] = [
  ['namespaces', namespaceTests],
  ['configuration', configurationTests],
  ['eviction', evictionTests],
  ['limits together', limitsAcrossTests],
  ['ends of watches', watchEndTests],
  ['changes', changesTests],
  ['watches and expiry', watchExpiryTests],
  ['sweeps', sweepTests],
  ['random operations within limits', tallyTests],
  ['the end of a namespace', namespaceEndTests],
  ['default time to live', defaultTtlTests],
  ['transactions across namespaces', acrossTests],
  ['namespaces in memory', inMemoryTests],
  ['statistics', statsTests],
  ['what is synchronous', syncOnlyTests, 'sync'],
  ['what is asynchronous', asyncOnlyTests, 'async'],
  ['clone values, kept', keptCloneTests],
  ['two connections', connectionTests],
  ['opening and closing', lifecycleTests],
]
