import { KvasirError } from '@kvasir/core'

/** Throws `INVALID_OPTION` for what is none of the choices: what is misspelled must not come to something else. */
export function checkChoice(option: string, given: string, choices: readonly string[]): void {
  if (choices.includes(given)) return
  const known = choices.map((choice) => `'${choice}'`).join(', ')
  throw new KvasirError('INVALID_OPTION', `${option} is one of ${known}; got ${String(given)}.`)
}
