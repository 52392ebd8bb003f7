import { makeValues, sample } from '../workload.ts'
import type { Contest, Result, Side, Times } from './contest.ts'

/** How long a contest may take; both in milliseconds. */
export interface Effort {
  readonly warmUp: number
  readonly rounds: number
}

const FEWEST_ROUNDS = 5
const MOST_ROUNDS = 41

/** A side repeats its work within a round until about this many milliseconds have gone by. */
const SLICE = 4

/** Milliseconds that an isolated page can tell apart; what takes less seems to take nothing. */
const RESOLUTION = 0.005

interface Competitor extends Side {
  readonly repeats: number
  readonly times: number[]
}

/**
 * Measures the sides of a contest in rounds: in each one every side does the same work, in an order that is
 * drawn anew. Whatever else the machine does meets them all alike, and the ratio of two times of one round is
 * worth more than either.
 */
export async function runContest(contest: Contest, effort: Effort): Promise<Result> {
  const { title, targets, keys, operations } = contest
  const values = makeValues(operations)
  const competitors: Competitor[] = []
  for (const side of [contest.kvasir, ...contest.peers]) {
    competitors.push({ ...side, repeats: await warmUp(side, contest, effort.warmUp), times: [] })
  }
  const start = performance.now()
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (round >= FEWEST_ROUNDS && performance.now() - start > effort.rounds) break
    const chosen = sample(keys, operations)
    const sums = new Set<number>()
    for (const { work, repeats, times } of sample(competitors, competitors.length)) {
      collectGarbage()
      let sum = 0
      const start = performance.now()
      for (let i = 0; i < repeats; i++) sum = await work(chosen, values)
      times.push(((performance.now() - start) * 1e6) / (repeats * operations))
      sums.add(sum)
    }
    if (sums.size > 1)
      throw new Error(`The sides of "${title}" got different things: ${[...sums].join(', ')}.`)
  }
  const [kvasir, ...peers] = competitors.map(({ name, times }): Times => ({ name, times }))
  return withLimit({ title, kvasir: kvasir!, peers, targets }, contest.limit)
}

/** A limit in milliseconds takes part as a peer that always takes so long. */
export function withLimit(result: Result, limit: number | undefined): Result {
  if (limit === undefined) return result
  const peer = { name: 'the limit', times: result.kvasir.times.map(() => limit * 1e6) }
  return {
    ...result,
    peers: [...result.peers, peer],
    targets: [...result.targets, { peer: peer.name, atMost: 1 }],
  }
}

/** Lets a side run until its code is compiled for good; returns how often it should repeat its work in a round. */
async function warmUp(side: Side, { keys, operations }: Contest, milliseconds: number): Promise<number> {
  const values = makeValues(operations)
  const start = performance.now()
  let fastest = Infinity
  while (performance.now() - start < milliseconds) {
    const chosen = sample(keys, operations)
    const before = performance.now()
    await side.work(chosen, values)
    fastest = Math.min(fastest, Math.max(performance.now() - before, RESOLUTION))
  }
  return Math.max(1, Math.round(SLICE / fastest))
}

/** So that no side works off the garbage of the one before. */
function collectGarbage(): void {
  // A full collection would throw compiled code away as well.
  gc({ type: 'minor' })
}

declare function gc(options: { type: 'minor' }): void
