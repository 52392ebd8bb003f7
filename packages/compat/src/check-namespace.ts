import { KvasirError } from '@kvasir/core'

/**
 * Throws `INVALID_OPTION` for what is no namespace, such as the store that it is in. The types say it; this is for who does
 * not read them, and would be told of a missing method at the first use.
 */
export function checkNamespace(given: unknown): void {
  if (typeof given === 'object' && given !== null && 'get' in given) return
  throw new KvasirError('INVALID_OPTION', `A face is opened on a namespace, and this is ${whatIs(given)}.`)
}

/** The same for one that has to answer at once. */
export function checkSyncNamespace(given: object): void {
  checkNamespace(given)
  if (Symbol.iterator in given) return
  throw new KvasirError(
    'INVALID_OPTION',
    'This face answers at once, and the namespace answers with promises: open its store with openSyncStore of kvasir, or with syncStore of @kvasir/core.',
  )
}

function whatIs(given: unknown): string {
  if (given instanceof Promise) return 'a promise: await the store first'
  if (typeof given !== 'object' || given === null) return String(given)
  return 'namespace' in given
    ? "a store: give a namespace of it, as in store.namespace('app')"
    : 'another object: give what store.namespace(name) answers'
}
