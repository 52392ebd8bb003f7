import { type ImportPosition, KvasirError } from '@kvasir/core'
import type { Arrival } from './import-options.ts'

/** Throws `INVALID_OPTION` for what an import cannot be asked for: a word that is misspelled must not overwrite anything. */
export function checkArrival(
  { conflict = 'overwrite', config = 'keep' }: Arrival,
  resume?: ImportPosition,
): void {
  checkWord('conflict', conflict, ['overwrite', 'skip', 'newer', 'error'])
  checkWord('config', config, ['keep', 'update'])
  if (resume === undefined || (isPlace(resume.line) && isPlace(resume.after))) return
  throw new KvasirError('INVALID_OPTION', 'An import goes on at the position that an earlier one has told.')
}

function checkWord(option: string, given: string, words: readonly string[]): void {
  if (words.includes(given)) return
  throw new KvasirError(
    'INVALID_OPTION',
    `The ${option} of an import is ${words.join(', ')}; got ${String(given)}.`,
  )
}

function isPlace(place: number): boolean {
  return Number.isSafeInteger(place) && place >= 0
}
