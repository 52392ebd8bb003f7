import { eachSubject } from '../each-subject.ts'
import type { Experiment } from '../experiment.ts'
import { type Filled, judgeFull } from '../judge-full.ts'
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
      return judgeFull({ ...filled, bound: BOUND, atOnce, again, usage, quota })
    }),
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
