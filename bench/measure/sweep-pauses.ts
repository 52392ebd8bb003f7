import { setImmediate } from 'node:timers/promises'
import { type Backend, syncStore, type Timer } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { makeValues } from '../workload.ts'
import type { Result } from './contest.ts'

const ROWS = 1_000_000
const EXPIRED = 100_000
const BATCH = 10_000
/** Milliseconds between two rounds of the sweeper, or more. */
const ROUND = 60_000
/** Milliseconds without a step after which the sweep is over. */
const OVER = 500

/**
 * The longest pause of a writer that puts one key a turn, while 100,000 expired of 1,000,000 rows are swept in the
 * background, and in as many turns without.
 */
export async function sweepPauses(engine: string, backend: Backend<'sync'>): Promise<Result> {
  let now = Date.now()
  let beginRound = (): void => undefined
  let lastStep = 0
  // A round comes when it is called for; the pauses between its steps are those of the platform.
  const timer: Timer = (milliseconds, ring) => {
    lastStep = performance.now()
    if (milliseconds >= ROUND) beginRound = ring
    else setTimeout(ring, milliseconds)
    return () => undefined
  }
  const store = syncStore(backend, { live, timer, clock: () => now })
  const users = store.namespace<string>('users')
  const values = makeValues(BATCH)
  const isExpiring = (i: number): boolean => i % (ROWS / EXPIRED) === 0
  for (let from = 0; from < ROWS; from += BATCH) {
    const entries = values.map((value, i): [string, string] => [`user:${from + i}`, value])
    users.putMany(entries.filter((_, i) => !isExpiring(i)))
    users.putMany(
      entries.filter((_, i) => isExpiring(i)),
      { ttl: 1 },
    )
  }
  now += ROUND
  const longestPause = async (isOver: (turn: number) => boolean): Promise<[pause: number, turns: number]> => {
    let longest = 0
    let turn = 0
    for (let before = performance.now(); !isOver(turn); turn++) {
      users.put(`user:${1 + (turn % 9)}`, values[0]!)
      await setImmediate()
      const after = performance.now()
      longest = Math.max(longest, after - before)
      before = after
    }
    return [longest, turn]
  }
  beginRound()
  const [sweeping, turns] = await longestPause(() => performance.now() - lastStep > OVER)
  const [quiet] = await longestPause((turn) => turn === turns)
  const { expired } = backend.stat({ space: SPACE, from: '', to: undefined, at: now, bytes: false })
  if (expired > 0) throw new Error(`The sweep has left ${expired} rows.`)
  store.close()
  return {
    title: `${engine}: longest pause of a writer while 100,000 expired of 1,000,000 rows are swept`,
    kvasir: { name: 'Kvasir', times: [sweeping * 1e6] },
    peers: [{ name: 'without a sweep', times: [quiet * 1e6] }],
    targets: [],
  }
}

/** Of the first namespace of a store. */
const SPACE = 4
