import { codeOf, messageOf } from './describe-error.ts'
import type { Conditions, Finding } from './experiment.ts'
import { deleteSubject } from './subjects/delete-subject.ts'
import { databaseOf, type Subject, subjectsFor, titleOf } from './subjects/subject.ts'

/** What trying a subject shows, less its name. */
export type Trial = Omit<Finding, 'subject'>

/**
 * Tries one subject after another, each with an empty database that is deleted afterwards. What a trial throws is
 * its finding.
 */
export async function eachSubject(
  experiment: string,
  { backend, report }: Conditions,
  attempt: (subject: Subject, name: string) => Promise<Trial>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const subject of subjectsFor(backend)) {
    report(`${titleOf(subject)}: starting`)
    findings.push({ subject: titleOf(subject), ...(await inEmptyDatabase(experiment, subject, attempt)) })
  }
  return findings
}

async function inEmptyDatabase(
  experiment: string,
  subject: Subject,
  attempt: (subject: Subject, name: string) => Promise<Trial>,
): Promise<Trial> {
  const name = databaseOf(experiment, subject)
  try {
    await deleteSubject(subject, name)
  } catch (error) {
    return toFailedTrial(error)
  }
  return await cleanUp(subject, name, await attempt(subject, name).catch(toFailedTrial))
}

/** Deletes what a trial has left; that it could not be done is added to what the trial has shown. */
export async function cleanUp(subject: Subject, name: string, trial: Trial): Promise<Trial> {
  try {
    await deleteSubject(subject, name)
    return trial
  } catch (error) {
    return { ...trial, details: `${trial.details} It could not be deleted afterwards: ${messageOf(error)}` }
  }
}

/** A trial that something else than the guarantee in question has ended. */
export function toFailedTrial(error: unknown): Trial {
  return { verdict: 'failed', result: codeOf(error), details: messageOf(error) }
}
