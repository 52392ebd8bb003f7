import type { LabBackend } from './subjects/subject.ts'

export type ExperimentId = 'leaving' | 'blocked' | 'full' | 'lost-tab' | 'counter'

/**
 * Whether the guarantee held or did not. `not-reached`: what it is about did not happen, and nothing else broke;
 * `failed`: it could not be tried. Then the details say why.
 */
export type Verdict = 'held' | 'not-held' | 'not-reached' | 'failed'

/** What one subject came to. */
export interface Finding {
  readonly subject: string
  readonly verdict: Verdict
  /** In a few words: `50 of 50`. */
  readonly result: string
  /** In a sentence or two. */
  readonly details: string
}

export interface Conditions {
  readonly backend: LabBackend
  /** Tells in words what is being done. */
  readonly report: (step: string) => void
}

/** Something that is really done to every subject, in the visitor's browser. */
export interface Experiment {
  readonly id: ExperimentId
  readonly title: string
  /** A sentence each. */
  readonly does: string
  readonly means: string
  run(conditions: Conditions): Promise<readonly Finding[]>
  /** The backend of a run that was interrupted on purpose, by leaving the page, and is to go on in this one. */
  readonly pending?: () => LabBackend | undefined
}
