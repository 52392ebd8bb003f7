import type { Result } from '../measure/contest.ts'
import { type Effort, runContest } from '../measure/run-contest.ts'
import type { Suite } from './suite.ts'

/** Measures the contests of a suite one after the other, and reports each as it ends. */
export async function runSuite(
  suite: Suite,
  effort: Effort,
  report: (result: Result) => unknown,
): Promise<void> {
  for await (const contest of suite()) {
    report('operations' in contest ? await runContest(contest, effort) : contest)
  }
}
