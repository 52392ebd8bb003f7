import { KvasirError } from './errors.ts'

/**
 * A copy of the options that a caller gave, so that changing them later changes nothing. Throws
 * `INVALID_OPTION` for what is no object: `clear('draft:')` must not clear everything.
 */
export function checkOptions<T extends object>(options: T | undefined): T | Partial<T> {
  if (options === undefined) return {}
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return { ...options }
  throw new KvasirError('INVALID_OPTION', `Options are given as an object; got ${String(options)}.`)
}
