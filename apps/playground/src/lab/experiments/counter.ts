import { eachSubject, type Trial } from '../each-subject.ts'
import type { Experiment } from '../experiment.ts'
import { withFrames } from '../frame.ts'
import { type Subject, titleOf } from '../subjects/subject.ts'

const TABS = 8
const TIMES = 50
const SUM = TABS * TIMES

/** Tabs that count at the same time. */
export const counter: Experiment = {
  id: 'counter',
  title: `${TABS} tabs count to ${SUM}`,
  does: `${TABS} tabs add 1 to the same counter, ${TIMES} times each, all at once: Kvasir with increment(), the others by get and set.`,
  means: `Anything less than ${SUM} is what one tab has overwritten of another’s, and nobody was told.`,
  run: (conditions) =>
    eachSubject('counter', conditions, async (subject, name) => {
      conditions.report(`${titleOf(subject)}: opening ${TABS} tabs`)
      return await withFrames(TABS, async (frames) => {
        for (const { participant } of frames) await participant.open(subject, name)
        conditions.report(`${titleOf(subject)}: counting`)
        const start = performance.now()
        const conflicts = await Promise.all(frames.map(({ participant }) => participant.count(TIMES)))
        const elapsed = performance.now() - start
        const counted = await frames[0]!.participant.counted()
        for (const { participant } of frames) await participant.close()
        return judge(subject, { counted, elapsed, refused: conflicts.reduce((sum, each) => sum + each) })
      })
    }),
}

interface Count {
  readonly counted: unknown
  /** Milliseconds. */
  readonly elapsed: number
  /** Increments that were refused with `CONFLICT`, and tried again. */
  readonly refused: number
}

function judge(subject: Subject, { counted, elapsed, refused }: Count): Trial {
  const time = `${Math.round(elapsed).toLocaleString('en')} ms for all.`
  const result = `${String(counted)} of ${SUM}`
  if (counted === SUM) {
    const again = refused === 0 ? '' : ` ${refused} were refused with CONFLICT and done again.`
    return { verdict: 'held', result, details: `Every increment counts.${again} ${time}` }
  }
  const lost = `${SUM - Number(counted)} increments were overwritten. ${time}`
  const remedy =
    subject.library === 'idb-keyval' ? ' Its update() does it in one transaction, and would count right.' : ''
  return { verdict: 'not-held', result, details: lost + remedy }
}
