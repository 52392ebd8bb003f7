import { KvasirError, type Row } from '@kvasir/core'

/** The bytes of a value that is no text. Throws `INVALID_VALUE` for a structured clone, which no text can hold. */
export function valueBytes({ key, value }: Row): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new KvasirError(
    'INVALID_VALUE',
    `The value of ${JSON.stringify(key)} is a structured clone, which no export can hold: leave it out, or copy from store to store.`,
  )
}
