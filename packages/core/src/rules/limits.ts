import type { SetWrite } from '../contract.ts'
import { type BrokenLimit, KvasirError } from '../errors.ts'
import type { Registration } from '../registration.ts'
import { valueBytes } from '../row-bytes.ts'
import type { Weight } from './weigh.ts'

/** Throws `LIMIT_EXCEEDED` for a value that is larger than any may be. */
export function checkValue({ name, maxValueBytes = Infinity }: Registration, write: SetWrite): void {
  // No text has fewer bytes than units.
  const size = maxValueBytes === Infinity ? 0 : valueBytes(write.value)
  if (size > maxValueBytes) {
    throw exceeded({ namespace: name, name: 'maxValueBytes', max: maxValueBytes, size }, write.key)
  }
}

/** The first limit that is broken and more so than before; undefined when all is well. */
export function brokenBy(
  { name, maxBytes = Infinity, maxEntries = Infinity }: Registration,
  before: Weight,
  after: Weight,
): BrokenLimit | undefined {
  if (after.entries > maxEntries && after.entries > before.entries) {
    return { namespace: name, name: 'maxEntries', max: maxEntries, size: after.entries }
  }
  if (after.bytes > maxBytes && after.bytes > before.bytes) {
    return { namespace: name, name: 'maxBytes', max: maxBytes, size: after.bytes }
  }
  return undefined
}

/** The error for a write that would break a limit. */
export function exceeded(limit: BrokenLimit, key?: string): KvasirError {
  const advice =
    limit.name === 'maxValueBytes' ? '' : ' Delete something, raise the limit, or give it an eviction.'
  return failure(limit, advice, key)
}

/** The error for a write that would break a limit if there were nothing else, so that no eviction helps. */
export function exceededAlone(limit: BrokenLimit): KvasirError {
  return failure(limit, ' Evicting everything else would not do: write less at once, or raise the limit.')
}

function failure(limit: BrokenLimit, advice: string, key?: string): KvasirError {
  const { namespace, name, max, size } = limit
  const where = `The namespace ${JSON.stringify(namespace)}`
  const what =
    name === 'maxValueBytes'
      ? `${where} takes values of ${max} bytes at the most; that of ${JSON.stringify(key)} has ${size}`
      : `${where} holds ${max} ${name === 'maxBytes' ? 'bytes' : 'entries'} at the most; with this write it would be ${size}`
  return new KvasirError('LIMIT_EXCEEDED', `${what}.${advice}`, { limit })
}
