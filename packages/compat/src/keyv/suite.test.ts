import keyvTestSuite, { keyvIteratorTests } from '@keyv/test-suite'
import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { Keyv as Keyv6 } from 'keyv'
import { Keyv as Keyv5 } from 'keyv5'
import * as vitest from 'vitest'
import { KvasirKeyv, KvasirKeyv5 } from './index.ts'

type Runner = Parameters<typeof keyvTestSuite>[0]

// @ts-expect-error The suite's types are those of Vitest 4; the little that it uses is the same in 5.
const runner: Runner = vitest

/** What the suite, which is made for Keyv 5, says of Keyv itself, and no more holds for 6. */
const OF_KEYV_5 = new Set([
  // An array of booleans is the answer.
  '.deleteMany([keys]) with nonexistent keys resolves to false',
  // The option is `serialization`, and stores have no `opts`.
  'value can be BigInt using other serializer/deserializer',
])

function skipping(names: ReadonlySet<string>): Runner {
  const it = (name: string, work: () => void): void => vitest.it.skipIf(names.has(name))(name, work)
  return { ...runner, it: it as Runner['it'] }
}

vitest.describe.each([
  ['a synchronous store in SQLite', syncStore(sqlite(nodeSqlite({ path: ':memory:' })))],
  ['an asynchronous store in memory', asyncStore(toAsync(memory()))],
])('an adapter in %s passes the suite of Keyv', (_, store) => {
  vitest.describe('with Keyv 5', () => {
    const open = () => new KvasirKeyv5(store.namespace('5'))
    // @ts-expect-error The suite finds the types of the Keyv that is installed, which is 6.
    const Keyv: typeof Keyv6 = Keyv5
    keyvTestSuite(runner, Keyv, open)
    keyvIteratorTests(runner, Keyv, open)
  })

  vitest.describe('with Keyv 6', () => {
    const open = () => new KvasirKeyv(store.namespace('6'))
    keyvTestSuite(skipping(OF_KEYV_5), Keyv6, open)
    keyvIteratorTests(runner, Keyv6, open)
  })
})
