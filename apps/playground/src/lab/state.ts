import { signal } from '@preact/signals'
import { remembered } from '../state/remembered.ts'
import type { ExperimentId, Finding } from './experiment.ts'
import { readItem } from './session-item.ts'
import type { LabBackend } from './subjects/subject.ts'

export const LAB_BACKENDS: readonly LabBackend[] = ['journal', 'indexeddb', 'sqlite', 'opfs']

/** The backend of Kvasir that experiments are done to. */
export const labBackend = remembered<LabBackend>('lab-backend', 'journal', (text): text is LabBackend =>
  LAB_BACKENDS.some((known) => known === text),
)

/** An experiment that was done. */
export interface Run {
  readonly backend: LabBackend
  /** None when the experiment as a whole has failed. */
  readonly findings: readonly Finding[]
  /** Why it has failed as a whole; undefined when it has not. */
  readonly failure: string | undefined
  /** Epoch milliseconds of its end. */
  readonly at: number
}

export type Runs = Readonly<Partial<Record<ExperimentId, Run>>>

/** Where the runs are kept, as some experiments reload the page. */
export const RUNS = 'runs'

/** The last run of each experiment in this tab. */
export const runs = signal<Runs>(readItem<Runs>(RUNS) ?? {})

/** The experiment that is under way, and what it does at the moment. */
export interface Progress {
  readonly id: ExperimentId
  readonly step: string
}

export const progress = signal<Progress | undefined>(undefined)
