import { codeOf } from './describe-error.ts'
import { holdOldDatabase, holdOpfsFile } from './hold-database.ts'
import { openSubject } from './subjects/open-subject.ts'
import type { OpenSubject, Subject } from './subjects/subject.ts'

declare global {
  interface Window {
    /** What the lab drives this page with; it does nothing by itself. */
    participant?: Participant
  }
}

/** How far the writing of a participant is. */
export interface Writing {
  /** Writes that were acknowledged: those with numbers below. */
  acknowledged: number
  /** The codes of errors that calls have thrown and that a new try has mended. */
  readonly errors: string[]
  /** Milliseconds of the longest time between two acknowledgements. */
  longest: number
}

/** Refusals after which a participant gives up counting. */
const MOST_CONFLICTS = 100

let opened: OpenSubject | undefined

function subject(): OpenSubject {
  if (opened === undefined) throw new Error('This tab has opened nothing yet')
  return opened
}

const participant = {
  holdOldDatabase,
  holdOpfsFile,

  async open(which: Subject, name: string): Promise<void> {
    opened = await openSubject(which, name)
  },

  role(): Promise<string | undefined> {
    return subject().role()
  },

  /**
   * Adds 1 to a counter so many times, one after the other, and answers how often it was told that other writers
   * came first; then nothing was added, and it tries again.
   */
  async count(times: number): Promise<number> {
    let conflicts = 0
    for (let done = 0; done < times; done++) {
      try {
        await subject().increment('counter')
      } catch (error) {
        if (codeOf(error) !== 'CONFLICT' || ++conflicts > MOST_CONFLICTS) throw error
        done--
      }
    }
    return conflicts
  },

  /** The counter with everything that anybody has added by now. */
  async counted(): Promise<unknown> {
    await subject().catchUp()
    const [counted] = await subject().getMany(['counter'])
    return counted
  },

  /**
   * Puts `<prefix>0`, `<prefix>1` and so on one after the other until `limit` are acknowledged, and keeps `writing`
   * up to date. A put that throws is tried again, up to ten times in a row.
   */
  async write(prefix: string, limit: number, writing: Writing): Promise<void> {
    let failures = 0
    let last = performance.now()
    while (writing.acknowledged < limit) {
      try {
        await subject().put(`${prefix}${writing.acknowledged}`, writing.acknowledged)
      } catch (error) {
        writing.errors.push(codeOf(error))
        if (++failures > 10) throw error
        continue
      }
      const now = performance.now()
      writing.longest = Math.max(writing.longest, now - last)
      last = now
      failures = 0
      writing.acknowledged++
    }
  },

  /** How many of the first puts with a prefix are there. */
  async countFound(prefix: string, count: number): Promise<number> {
    await subject().catchUp()
    const values = await subject().getMany(Array.from({ length: count }, (_, i) => `${prefix}${i}`))
    return values.filter((value, i) => value === i).length
  },

  async close(): Promise<void> {
    await opened?.close()
    opened = undefined
  },
}

export type Participant = typeof participant

window.participant = participant
