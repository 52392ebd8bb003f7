import { KvasirError } from './errors.ts'

/** What a transaction is given. */
export const WORK = 'The work of a transaction'

/** Throws `INVALID_OPTION` unless a function was given where one is wanted; `what` says what it is for. */
export function checkFunction(given: unknown, what: string): void {
  if (typeof given === 'function') return
  throw new KvasirError(
    'INVALID_OPTION',
    `${what} is a function; got ${given === null ? 'null' : typeof given}.`,
  )
}
