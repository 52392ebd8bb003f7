import { cleanUp, toFailedTrial, type Trial } from '../each-subject.ts'
import type { Conditions, Experiment, Finding } from '../experiment.ts'
import { readItem, removeItem, writeItem } from '../session-item.ts'
import { deleteSubject } from '../subjects/delete-subject.ts'
import { openSubject } from '../subjects/open-subject.ts'
import {
  databaseOf,
  type LabBackend,
  type OpenSubject,
  type Subject,
  subjectsFor,
  titleOf,
} from '../subjects/subject.ts'

const WRITES = 50
const KEYS = Array.from({ length: WRITES }, (_, i) => `draft/${i}`)

/** Where a run is, across the pages that it takes. */
interface Plan {
  readonly backend: LabBackend
  readonly findings: readonly Finding[]
  /** Whether the subject that comes next was armed by the page before. */
  readonly isArmed: boolean
  /** Whether the page before has had its `pagehide` event, and issued the writes. */
  readonly hasLeft: boolean
}

const PLAN = 'leaving'

/** A page that is left in the middle of its writes. */
export const leaving: Experiment = {
  id: 'leaving',
  title: 'The page is left while it writes',
  does: `The page issues ${WRITES} writes in its pagehide event, awaits none of them, and is really reloaded, once for each library.`,
  means:
    'What is missing after the reload is what a user would have lost by closing the tab right after typing.',
  run,
  pending: () => readItem<Plan>(PLAN)?.backend,
}

async function run({ backend, report }: Conditions): Promise<readonly Finding[]> {
  let plan = readItem<Plan>(PLAN) ?? { backend, findings: [], isArmed: false, hasLeft: false }
  const subjects = subjectsFor(plan.backend)
  if (plan.isArmed) {
    // Taken at once, so that a reload by the visitor does not count twice.
    removeItem(PLAN)
    const subject = subjects[plan.findings.length]!
    report(`${titleOf(subject)}: counting what is there after the reload`)
    const finding = { subject: titleOf(subject), ...(await find(subject, plan.hasLeft)) }
    plan = { backend: plan.backend, findings: [...plan.findings, finding], isArmed: false, hasLeft: false }
  }
  for (;;) {
    const next = subjects[plan.findings.length]
    if (next === undefined) return plan.findings
    report(`${titleOf(next)}: reloading the page`)
    try {
      await arm(next, plan)
      location.reload()
      // The next page goes on.
      return await new Promise<never>(() => {})
    } catch (error) {
      plan = { ...plan, findings: [...plan.findings, { subject: titleOf(next), ...toFailedTrial(error) }] }
    }
  }
}

/** Opens the subject and writes once, as an app in use has, and issues all writes when the page is left. */
async function arm(subject: Subject, plan: Plan): Promise<void> {
  const name = databaseOf(PLAN, subject)
  await deleteSubject(subject, name)
  const open = await openSubject(subject, name)
  await open.put('visit', 1)
  addEventListener('pagehide', () => {
    issue(open)
    writeItem<Plan>(PLAN, { ...plan, isArmed: true, hasLeft: true })
  })
  writeItem<Plan>(PLAN, { ...plan, isArmed: true, hasLeft: false })
}

function issue(open: OpenSubject): void {
  for (const [i, key] of KEYS.entries()) void open.put(key, `draft number ${i}`)
}

async function find(subject: Subject, hasLeft: boolean): Promise<Trial> {
  const name = databaseOf(PLAN, subject)
  try {
    if (!hasLeft)
      throw new Error('The browser left the page without a pagehide event, so nothing was written.')
    const open = await openSubject(subject, name)
    const values = await open.getMany(KEYS)
    await open.close()
    const kept = values.filter((value, i) => value === `draft number ${i}`).length
    return await cleanUp(subject, name, {
      verdict: kept === WRITES ? 'held' : 'not-held',
      result: `${kept} of ${WRITES}`,
      details:
        kept === WRITES ? 'Every write is there after the reload.' : `${WRITES - kept} writes are gone.`,
    })
  } catch (error) {
    return toFailedTrial(error)
  }
}
