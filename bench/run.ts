import { runInChromium } from './chromium/run-in-chromium.ts'
import type { Result } from './measure/contest.ts'
import { isMissed, judge, type Verdict } from './measure/verdict.ts'
import { runInNode } from './node/run-in-node.ts'
import { readOptions } from './options.ts'
import { toSummary, toTable } from './table.ts'

const RUN = { node: runInNode, chromium: runInChromium }

const { places, effort, suite, strict } = readOptions(process.argv.slice(2))
const verdicts: Verdict[] = []

function report(result: Result): void {
  const judged = judge(result)
  verdicts.push(...judged)
  console.log(toTable(result.title, judged))
}

for (const place of places) await RUN[place](effort, report, suite)
console.log(toSummary(verdicts))
if (strict && verdicts.some(isMissed)) process.exitCode = 1
