import type { Runner } from './runner.ts'
import { type AnyStore, type AnyNamespace, SUBJECT } from './world.ts'

/** Names near the one of the namespace under test; half of them get the ids before it, half those after it. */
const BEFORE = ['', 'k', 'KV', `${SUBJECT} `]
const AFTER = [`${SUBJECT}\0`, `${SUBJECT}/`, 'kw', '%']

/** Keys that the tests use too. */
const KEYS = ['', '\0', 'a', 'a/b', 'b', 'c', 'key', 'n', '\uffff', '\u{10ffff}']

/** Long enough that no test lives to see it. */
const AGES = 10 ** 12

/**
 * Surrounds the namespace under test with others that hold the same keys.
 * Returns a function that checks that they have stayed as they are: entries, revisions, expiry.
 */
export async function settleNeighbours(
  store: AnyStore,
  expect: Runner['expect'],
): Promise<() => Promise<void>> {
  for (const name of BEFORE) await settle(store.namespace(name))
  await store.createNamespace(SUBJECT)
  for (const name of AFTER) await settle(store.namespace(name))
  const before = await pictures(store)
  return async () => expect(await pictures(store)).toStrictEqual(before)
}

async function settle(neighbour: AnyNamespace): Promise<void> {
  await neighbour.putMany(KEYS.map((key) => [key, `${key} in ${neighbour.name}`]))
  await neighbour.put('a', 1, { ttl: AGES, metadata: { of: neighbour.name } })
}

async function pictures(store: AnyStore): Promise<unknown[]> {
  const result: unknown[] = []
  for (const name of [...BEFORE, ...AFTER])
    result.push(await store.namespace(name).list({ limit: KEYS.length + 1 }))
  return result
}
