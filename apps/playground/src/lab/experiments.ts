import type { Experiment } from './experiment.ts'
import { blocked } from './experiments/blocked.ts'
import { counter } from './experiments/counter.ts'
import { full } from './experiments/full.ts'
import { leaving } from './experiments/leaving.ts'
import { lostTab } from './experiments/lost-tab.ts'

/** In the order of the page. */
export const EXPERIMENTS: readonly Experiment[] = [leaving, counter, lostTab, blocked, full]
