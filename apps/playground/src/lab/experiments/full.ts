import { writeBytes } from '../../values/write-bytes.ts'
import { codeOf, messageOf } from '../describe-error.ts'
import { eachSubject, type Trial } from '../each-subject.ts'
import type { Experiment } from '../experiment.ts'
import { openSubject } from '../subjects/open-subject.ts'
import { type OpenSubject, type Subject, titleOf } from '../subjects/subject.ts'

const MEGABYTE = 2 ** 20
/** Megabytes after which it is given up to fill what the browser allows. */
const BOUND = 32

/** Storage that is full. */
export const full: Experiment = {
  id: 'full',
  title: 'The storage is full',
  does: `Values of 1 MB are written until the browser refuses one or ${BOUND} are there; then every value is read back, at once and after closing and opening again.`,
  means:
    'A refusal must be an error that says what it is, and all that was acknowledged before must be there, byte for byte.',
  run: (conditions) =>
    eachSubject('full', conditions, async (subject, name) => {
      const writer = await openSubject(subject, name)
      const filled = await fill(writer, (count) =>
        conditions.report(`${titleOf(subject)}: ${count} MB written`),
      )
      const { usage, quota } = await navigator.storage.estimate()
      conditions.report(`${titleOf(subject)}: reading back`)
      const atOnce = await countWhole(writer, filled.count)
      // What could not be stored is refused by the closing once more.
      await writer.close().catch((error: unknown) => {
        if (filled.refusal === undefined) throw error
      })
      conditions.report(`${titleOf(subject)}: opening it again and reading back`)
      const again = await countAgain(subject, name, filled.count)
      return judge({ ...filled, atOnce, again, usage, quota })
    }),
}

interface Filled {
  /** Megabytes that were acknowledged. */
  readonly count: number
  readonly refusal: unknown
}

async function fill(subject: OpenSubject, report: (count: number) => void): Promise<Filled> {
  for (let count = 0; count < BOUND; count++) {
    try {
      await subject.put(`value/${count}`, valueOf(count))
    } catch (refusal) {
      return { count, refusal }
    }
    report(count + 1)
  }
  return { count: BOUND, refusal: undefined }
}

/** How many of the first values are there as they were written. */
async function countWhole(subject: OpenSubject, count: number): Promise<number> {
  let whole = 0
  for (let i = 0; i < count; i++) {
    const [value] = await subject.getMany([`value/${i}`])
    if (value instanceof Uint8Array && indexedDB.cmp(value, valueOf(i)) === 0) whole++
  }
  return whole
}

/** As above with the database opened anew, or why that could not be. */
async function countAgain(
  subject: Subject,
  name: string,
  count: number,
): Promise<number | { readonly error: unknown }> {
  try {
    const reader = await openSubject(subject, name)
    const whole = await countWhole(reader, count)
    await reader.close()
    return whole
  } catch (error) {
    return { error }
  }
}

let noise: Uint8Array<ArrayBuffer> | undefined

/** Bytes that cannot be compressed, as Chromium compresses what it stores. */
function valueOf(index: number): Uint8Array {
  noise ??= makeNoise()
  const value = noise.slice()
  new DataView(value.buffer).setUint32(0, index)
  return value
}

function makeNoise(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MEGABYTE)
  // The most that one call gives: https://www.w3.org/TR/webcrypto/#Crypto-method-getRandomValues
  for (let i = 0; i < MEGABYTE; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536))
  return bytes
}

interface Outcome extends Filled {
  /** How many were whole before the database was closed, and after it was opened again. */
  readonly atOnce: number
  readonly again: number | { readonly error: unknown }
  readonly usage: number | undefined
  readonly quota: number | undefined
}

function judge({ count, refusal, atOnce, again, usage, quota }: Outcome): Trial {
  // What browsers say of the quota need not be what they allow: Chromium adds 10 GiB to the usage.
  const room = `${write(usage)} in use, of ${write(quota)} by the browser’s estimate.`
  const told =
    refusal === undefined
      ? `Nothing was refused up to ${BOUND} MB.`
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
  const saysWhy = refusal === undefined || /quota/i.test(codeOf(refusal))
  return {
    verdict: whole === count && saysWhy ? 'held' : 'not-held',
    result: `${whole} of ${count} MB`,
    details,
  }
}

function quote(message: string): string {
  return message === '' ? ', without a word.' : `: “${message}”`
}

function write(bytes: number | undefined): string {
  return bytes === undefined ? 'unknown' : writeBytes(bytes)
}
