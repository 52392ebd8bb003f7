import { KvasirError } from './errors.ts'

/**
 * A copy of the options that a caller gave, so that changing them later changes nothing. Throws
 * `INVALID_OPTION` for what is no object, as `clear('draft:')` must not clear everything, and for a name that is not
 * among `names`, as what is put with `{ tll: 60_000 }` must not stay for ever.
 */
export function checkOptions<T extends object>(options: T | undefined, names: string): T | Partial<T> {
  if (options === undefined) return {}
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options)
  const wrong = isObject
    ? // Not by splitting the text, which costs a put 0.5 µs instead of 0.2.
      Object.keys(options).find((name) => !` ${names},`.includes(` ${name},`))
    : String(options)
  if (wrong === undefined) return { ...options }
  throw new KvasirError('INVALID_OPTION', `Options are given as an object of ${names}; got ${wrong}.`)
}
