import { isDeepStrictEqual } from 'node:util'
import { asOriginal } from './quirks.test-cases.ts'
import type { Move } from './programs.test-cases.ts'
import type { Outcome, Step, Stretch } from './step.test-cases.ts'

type Run = (stretch: Stretch) => Promise<readonly Outcome[]>

/** Half a second past a whole one, so that nothing expires at the very instant at which it is looked for. */
let now = 1_700_000_000_500

/** Runs a program on both; throws for the first step of which different things came. */
export async function expectTheSame(moves: readonly Move[], original: Run, face: Run): Promise<void> {
  for (const stretch of stretches(moves)) {
    const [theirs, ours] = await Promise.all([original(stretch), face(stretch)])
    for (const [i, step] of stretch.steps.entries()) {
      const one = asOriginal(step, theirs[i])
      const other = asOriginal(step, ours[i])
      if (isDeepStrictEqual(one, other)) continue
      const lines = { step, original: one, face: other }
      throw new Error(
        Object.entries(lines)
          .map(([what, it]) => `${what}: ${JSON.stringify(it)}`)
          .join('\n'),
      )
    }
  }
}

function* stretches(moves: readonly Move[]): Generator<Stretch> {
  let steps: Step[] = []
  let clear = true
  for (const move of moves) {
    if (move.method !== 'wait') {
      steps.push(move)
      continue
    }
    yield { steps, now, clear }
    now += move.seconds * 1000
    steps = []
    clear = false
  }
  yield { steps, now, clear }
}
