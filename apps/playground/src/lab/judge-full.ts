import { writeBytes } from '../values/write-bytes.ts'
import { codeOf, messageOf } from './describe-error.ts'
import type { Finding, Verdict } from './experiment.ts'

/** How far the storage was filled. */
export interface Filled {
  /** Megabytes that were acknowledged. */
  readonly count: number
  /** Undefined when nothing was refused. */
  readonly refusal: unknown
}

/** What filling the storage came to. */
export interface FullOutcome extends Filled {
  /** Megabytes after which it was given up. */
  readonly bound: number
  /** How many were whole before the database was closed, and after it was opened again. */
  readonly atOnce: number
  readonly again: number | { readonly error: unknown }
  readonly usage: number | undefined
  readonly quota: number | undefined
}

/** Says of an attempt to fill the storage whether all that was acknowledged is there, and the refusal says why. */
export function judgeFull({
  count,
  bound,
  refusal,
  atOnce,
  again,
  usage,
  quota,
}: FullOutcome): Omit<Finding, 'subject'> {
  // What browsers say of the quota need not be what they allow: Chromium adds 10 GiB to the usage.
  const room = `${write(usage)} in use, of ${write(quota)} by the browser’s estimate.`
  const told =
    refusal === undefined
      ? `The storage was not full after ${bound} MB, and nothing was refused.`
      : `${codeOf(refusal)} after ${count} MB${quote(messageOf(refusal))}`
  const details = `${told} ${room}`
  if (count === 0) return { verdict: 'failed', result: 'No room for a first one', details }
  if (typeof again !== 'number') {
    const closed = `Then it did not open again, with ${codeOf(again.error)}${quote(messageOf(again.error))}`
    return {
      verdict: 'not-held',
      result: `${atOnce} of ${count} MB while open`,
      details: `${details} ${closed}`,
    }
  }
  const whole = Math.min(atOnce, again)
  return { verdict: verdictOf(whole === count, refusal), result: `${whole} of ${count} MB`, details }
}

function verdictOf(isWhole: boolean, refusal: unknown): Verdict {
  if (!isWhole) return 'not-held'
  // All is there, but nothing was full.
  if (refusal === undefined) return 'not-reached'
  return /quota/i.test(codeOf(refusal)) ? 'held' : 'not-held'
}

function quote(message: string): string {
  return message === '' ? ', without a word.' : `: “${message}”`
}

function write(bytes: number | undefined): string {
  return bytes === undefined ? 'unknown' : writeBytes(bytes)
}
