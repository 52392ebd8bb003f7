import { isKvasirError, KvasirError } from '../errors.ts'

/**
 * Whether a value may be kept as a structured clone: it was asked for, and the backend can or cannot; or it was not
 * asked for, and the backend could or could not.
 */
export type Cloning = 'asked' | 'refused' | 'possible' | 'impossible'

/**
 * A copy of a value that no codec holds, where that was asked for. Throws `INVALID_VALUE`, which is the codec's
 * `refusal` where it was not.
 *
 * @see https://developer.mozilla.org/docs/Web/API/Web_Workers_API/Structured_clone_algorithm
 */
export function cloneOf(value: unknown, refusal: unknown, cloning: Cloning): unknown {
  switch (cloning) {
    case 'asked':
      try {
        return structuredClone(value)
      } catch (cause) {
        throw invalid(`The value cannot be stored: the platform does not clone it: ${cause}`, '$', cause)
      }
    case 'refused':
      throw invalid(
        'The value cannot be stored: only the backends memory and indexeddb keep structured clones.',
        '$',
      )
    case 'possible':
      if (!isKvasirError(refusal)) throw refusal
      throw invalid(
        `${refusal.message} Put it with { clone: true } to keep what the platform can clone.`,
        refusal.path,
        refusal.cause,
      )
    case 'impossible':
      throw refusal
  }
}

function invalid(message: string, path = '$', cause?: unknown): KvasirError {
  return new KvasirError('INVALID_VALUE', message, cause === undefined ? { path } : { path, cause })
}
