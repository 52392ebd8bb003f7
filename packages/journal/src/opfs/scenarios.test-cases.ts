import { crashScenarios } from './scenarios/crashes.test-cases.ts'
import { damageScenarios } from './scenarios/damage.test-cases.ts'
import { fullDiskScenarios } from './scenarios/full-disk.test-cases.ts'
import { openingScenarios } from './scenarios/opening.test-cases.ts'
import { recordScenarios } from './scenarios/records.test-cases.ts'
import { setAsideScenarios } from './scenarios/set-aside.test-cases.ts'
import { snapshotScenarios } from './scenarios/snapshots.test-cases.ts'
import type { Scenario } from './scenarios/scenario.test-cases.ts'

/** What is so on a page, too, which has a helper worker write the files. */
export const pageScenarios: readonly Scenario[] = [
  ...openingScenarios,
  ...recordScenarios,
  ...snapshotScenarios,
  ...fullDiskScenarios,
  ...setAsideScenarios,
]

/** What is so in a dedicated worker, by subject: many of them open a journal again and again. */
export const scenarios: readonly Scenario[] = [...pageScenarios, ...damageScenarios, ...crashScenarios]
