import { signal } from '@preact/signals'
import type { Recognized } from '../files/recognize-file.ts'

/** The file that the visitor wants to import. */
export interface ChosenFile {
  readonly file: File
  readonly recognized: Recognized
}

/** Undefined until one is chosen or dropped. */
export const chosenFile = signal<ChosenFile | undefined>(undefined)

/** Whether a file is held over the page. */
export const isFileAbove = signal(false)

/** A line of a file that cannot be read. */
export interface DamagedLine {
  readonly file: File
  /** From 1. */
  readonly line: number
  /** Its beginning. */
  readonly text: string
}

export const damagedLine = signal<DamagedLine | undefined>(undefined)
