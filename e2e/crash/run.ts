import { parseArgs } from 'node:util'
import { ALL_BACKENDS } from '../durability/backends.ts'
import { serveHarness } from '../durability/site.ts'
import { formatTable } from '../durability/table.ts'
import { crashRepeatedly, type Tally } from './crash-repeatedly.ts'
import type { Crashable } from './crashable.ts'
import { inBrowser, type Kill } from './in-browser.ts'
import { inNode } from './in-node.ts'
import { killAt } from './kill-at.ts'

const NODE = ['node-relaxed', 'node-strict'] as const
const LABELS = [...ALL_BACKENDS.map(({ label }) => label), ...NODE]

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    /** Several may be given; all of them unless given. */
    backend: { type: 'string', multiple: true, default: LABELS },
    /** `tab`, `browser` or `wipe`; the first two by turns unless given. */
    kill: { type: 'string' },
    /** How many pages write to the same store. */
    tabs: { type: 'string', default: '1' },
  },
})

const unknown = values.backend.filter((label) => !LABELS.includes(label))
const kills = Number(values.kills)
const tabs = Number(values.tabs)
if (
  unknown.length > 0 ||
  !(kills > 0) ||
  !(tabs > 0) ||
  !['tab', 'browser', 'wipe', undefined].includes(values.kill)
) {
  process.stderr.write(
    `Usage: npm run test:crash -- [--kills <number>] [--backend ${LABELS.join('|')}]... [--kill tab|browser|wipe] [--tabs <number>]\n`,
  )
  process.exit(2)
}

const site = await serveHarness()
const tallies = new Map<string, Tally>()
for (const label of values.backend) {
  const subject = subjectOf(label)
  process.stdout.write(`${subject.label}: ${kills} kills\n`)
  try {
    tallies.set(subject.label, await crashRepeatedly(subject, kills))
  } finally {
    await subject.close()
  }
}
await site.close()

const problems = [...tallies.values()].flatMap((tally) => tally.problems)
const rows = [...tallies].map(([backend, { counts }]) => ({ backend, ...counts }))
process.stdout.write(`${[formatTable(rows), ...problems].join('\n')}\n`)
if (problems.length > 0) process.exitCode = 1

function subjectOf(label: string): Crashable {
  if (label === 'node-relaxed') return inNode('relaxed')
  if (label === 'node-strict') return inNode('strict')
  const always = values.kill as Kill | undefined
  return inBrowser(
    ALL_BACKENDS.find((backend) => backend.label === label)!,
    {
      url: site.url,
      tabs,
      killAt: always === undefined ? killAt : () => always,
    },
  )
}
