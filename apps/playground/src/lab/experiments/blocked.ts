import { isKvasirError } from 'kvasir'
import { cleanUp, toFailedTrial, type Trial } from '../each-subject.ts'
import { codeOf, messageOf } from '../describe-error.ts'
import type { Conditions, Experiment, Finding } from '../experiment.ts'
import { type Frame, openFrame } from '../frame.ts'
import { deleteSubject } from '../subjects/delete-subject.ts'
import { openSubject } from '../subjects/open-subject.ts'
import { databaseOf, type OpenSubject, type Subject, subjectsFor, titleOf } from '../subjects/subject.ts'

/** Milliseconds that all have to open, once the old tab is gone. */
const PATIENCE = 10_000
/** Milliseconds after which nobody is waited for any more. */
const LONGEST = 20_000

/** An upgrade that a tab of an older release blocks. */
export const blocked: Experiment = {
  id: 'blocked',
  title: 'An old tab blocks an upgrade',
  does: 'Another tab holds the database open in an older version and ignores versionchange; on OPFS it holds the file. Then it is to be opened here.',
  means:
    'Whoever waits must be told within a bounded time what is in the way. A promise that never settles leaves an app on its loading screen.',
  run,
}

/** A subject that is being opened beside the old tab. */
interface Opening {
  readonly subject: Subject
  readonly name: string
  readonly start: number
  readonly opened: Promise<OpenSubject>
  /** What it has come to, and after how many milliseconds; undefined while it is pending. */
  settled: { readonly error: unknown; readonly after: number } | undefined
}

async function run({ backend, report }: Conditions): Promise<readonly Finding[]> {
  const targets = subjectsFor(backend).map((subject) => ({ subject, name: databaseOf('blocked', subject) }))
  for (const { subject, name } of targets) await deleteSubject(subject, name)
  report('Opening the old tab')
  const oldTab = await openFrame()
  try {
    for (const { subject, name } of targets) await hold(oldTab, subject, name)
    report('Waiting for Kvasir to say what is in the way')
    const openings = targets.map(({ subject, name }) => begin(subject, name))
    const [ours] = openings
    await Promise.race([settle(ours!.opened), wait(LONGEST)])
    const waited = performance.now() - ours!.start
    const before = openings.map(({ settled }) => settled)
    report('The old tab is closed: does the next try succeed?')
    oldTab.remove()
    const findings: Finding[] = []
    for (const [i, opening] of openings.entries()) {
      const after = await openAfterwards(opening)
      const { subject, name } = opening
      findings.push({
        subject: titleOf(subject),
        ...(await cleanUp(subject, name, judge(before[i], waited, after))),
      })
    }
    return findings
  } finally {
    oldTab.remove()
  }
}

async function hold(oldTab: Frame, subject: Subject, name: string): Promise<void> {
  if (subject.library !== 'kvasir') await oldTab.participant.holdOldDatabase(name)
  else if (subject.backend === 'opfs') await oldTab.participant.holdOpfsFile(name)
  // The journal of SQLite is a database of its own.
  else await oldTab.participant.holdOldDatabase(subject.backend === 'sqlite' ? `${name}.sqlite` : name)
}

function begin(subject: Subject, name: string): Opening {
  // idb-keyval leaves upgrades to the app, which asks for one like this and has idb-keyval wait behind it.
  if (subject.library === 'idb-keyval') requestUpgrade(name)
  const opened = openAndUse(subject, name)
  const opening: Opening = { subject, name, start: performance.now(), opened, settled: undefined }
  const note = (error?: unknown): void => {
    opening.settled = { error, after: performance.now() - opening.start }
  }
  opened.then(() => note(), note)
  return opening
}

function requestUpgrade(name: string): void {
  const request = indexedDB.open(name, 2)
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore('keyval'))
  request.addEventListener('success', () => request.result.close())
}

async function openAndUse(subject: Subject, name: string): Promise<OpenSubject> {
  const open = await openSubject(subject, name)
  try {
    await open.put('key', 'value')
    return open
  } catch (error) {
    await open.close()
    throw error
  }
}

/** What keeps a subject from opening once nothing is in the way: one that has failed is tried again, once. */
async function openAfterwards({ subject, name, opened, settled }: Opening): Promise<Trial | undefined> {
  try {
    const hasFailed = settled?.error !== undefined
    const open = await Promise.race([hasFailed ? openAndUse(subject, name) : opened, late()])
    await open.close()
    return undefined
  } catch (error) {
    return toFailedTrial(error)
  }
}

function judge(before: Opening['settled'], waited: number, after: Trial | undefined): Trial {
  const then =
    after === undefined
      ? 'Once the old tab was closed, it opened.'
      : `Once the old tab was closed, it did not open either: ${after.result}, ${after.details}`
  if (before === undefined) {
    return {
      verdict: 'not-held',
      result: `No answer in ${seconds(waited)}`,
      details: `Still pending, without an error, when the others were done. ${then}`,
    }
  }
  if (before.error === undefined) {
    return {
      verdict: 'failed',
      result: 'Opened',
      details: 'The old tab was not in its way, so nothing was tried.',
    }
  }
  return {
    verdict: isKvasirError(before.error) && before.error.retryable ? 'held' : 'not-held',
    result: `${codeOf(before.error)} after ${seconds(before.after)}`,
    details: `“${messageOf(before.error)}” ${then}`,
  }
}

function seconds(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`
}

async function settle(promise: Promise<unknown>): Promise<void> {
  await promise.then(
    () => undefined,
    () => undefined,
  )
}

function wait(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis))
}

async function late(): Promise<never> {
  await wait(PATIENCE)
  throw new Error(`It is still not open after ${seconds(PATIENCE)}.`)
}
