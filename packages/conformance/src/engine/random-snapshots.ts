import fc from 'fast-check'
import type { Batch, Made, SnapshotPiece } from '@kvasir/core'
import type { EngineSuite } from './describe-engine.ts'
import { batches, IDS, SPACES } from './random-commits.ts'
import { make, stateOf } from './state.ts'
import { set } from '../backend/build.ts'

const RUNS = 30

/** Enough rows of a space that engines split them into pieces. */
const MANY = 2_500

export function randomSnapshotTests({ test, expect }: EngineSuite): void {
  test('pieces taken between commits, and the commits since the first, are the state at the end', async (open) => {
    const property = fc.asyncProperty(
      batches,
      batches,
      fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (before, during, pauses, isLarge) => {
        const live = await open()
        for (const batch of before) make(live, { writes: batch.writes })
        if (isLarge) for (const space of SPACES) make(live, { writes: manyRows(space) })
        const { pieces, commits } = takeBetween(live.snapshot(), during, pauses, (batch) => make(live, batch))
        const copy = await open(pieces)
        copy.replay(commits)
        expect(stateOf(copy, SPACES, IDS)).toEqual(stateOf(live, SPACES, IDS))
        live.close()
        copy.close()
      },
    )
    await fc.assert(property, { numRuns: RUNS })
  })
}

/** Takes a piece, then makes as many of the commits as the next pause says, and so on to the end of both. */
function takeBetween(
  snapshot: Iterable<SnapshotPiece>,
  batches: readonly Pick<Batch, 'writes' | 'id'>[],
  pauses: readonly number[],
  commit: (batch: Pick<Batch, 'writes' | 'id'>) => Made,
): { readonly pieces: readonly Uint8Array[]; readonly commits: readonly Made[] } {
  const pieces: Uint8Array[] = []
  const commits: Made[] = []
  let next = 0
  for (const { bytes } of snapshot) {
    pieces.push(bytes)
    const until = next + pauses[pieces.length % pauses.length]!
    for (const batch of batches.slice(next, until)) commits.push(commit(batch))
    next = until
  }
  for (const batch of batches.slice(next)) commits.push(commit(batch))
  return { pieces, commits }
}

function manyRows(space: number): ReturnType<typeof set>[] {
  return Array.from({ length: MANY }, (_, i) => set(`many ${i}`, `${i}`, { space }))
}
