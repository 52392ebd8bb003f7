import { eachSubject } from '../each-subject.ts'
import type { Experiment } from '../experiment.ts'
import { type Frame, withFrames } from '../frame.ts'
import type { Writing } from '../participant.ts'
import { titleOf } from '../subjects/subject.ts'

/** Writes that the first tab has acknowledged when it is taken away. */
const BEFORE = 60
/** Writes that the other tab does, so that it is in the middle of them, too. */
const OTHERS = 200

/** A tab that goes in the middle of its writes; on OPFS it owns the file. */
export const lostTab: Experiment = {
  id: 'lost-tab',
  title: 'A tab is killed while it writes',
  does: 'Two tabs write without pause, and the first one, which on OPFS owns the file and its worker, is taken away in the middle.',
  means:
    'Everything that was acknowledged to either tab must be there, and the one that is left must go on by itself.',
  run: (conditions) =>
    eachSubject('lost-tab', conditions, (subject, name) =>
      withFrames(2, async ([first, second]) => {
        if (first === undefined || second === undefined) throw new Error('Two tabs are needed')
        await first.participant.open(subject, name)
        await second.participant.open(subject, name)
        const roles = [await first.participant.role(), await second.participant.role()]
        conditions.report(`${titleOf(subject)}: two tabs write`)
        const lost = await loseFirst(first, second)
        conditions.report(`${titleOf(subject)}: looking for what was acknowledged`)
        const known = lost.first.acknowledged + OTHERS
        const found =
          (await second.participant.countFound('first/', lost.first.acknowledged)) +
          (await second.participant.countFound('second/', OTHERS))
        const role = await second.participant.role()
        await second.participant.close()
        const turn =
          roles[0] === 'owner' ? ` The ${roles[1]} became ${role === 'owner' ? 'the owner' : role}.` : ''
        const errors = new Set(lost.second.errors)
        const seen = errors.size === 0 ? 'no error' : [...errors].join(', ')
        return {
          verdict: found === known ? 'held' : 'not-held',
          result: `${found} of ${known}`,
          details: `The other tab waited ${Math.round(lost.second.longest)} ms at most and saw ${seen}.${turn}`,
        }
      }),
    ),
}

/** Has both tabs write, and removes the first when enough is acknowledged; resolves when the other has ended. */
async function loseFirst(
  first: Frame,
  second: Frame,
): Promise<{ readonly first: Writing; readonly second: Writing }> {
  const writings = { first: startWriting(), second: startWriting() }
  const others = second.participant.write('second/', OTHERS, writings.second)
  // Ends when the tab does, and then never settles.
  const own = first.participant.write('first/', Infinity, writings.first)
  const gone = Promise.withResolvers<void>()
  const watch = setInterval(() => {
    if (writings.first.acknowledged < BEFORE) return
    clearInterval(watch)
    first.remove()
    gone.resolve()
  })
  try {
    await Promise.race([gone.promise, own])
    await others
  } finally {
    clearInterval(watch)
  }
  return writings
}

function startWriting(): Writing {
  return { acknowledged: 0, errors: [], longest: 0 }
}
