import { KvasirError } from '@kvasir/core'

/** The error for an adapter that is given to a Keyv of the other contract, which would lose what it stores. */
export function otherContract(keyv: string, right: 'KvasirKeyv' | 'KvasirKeyv5'): KvasirError {
  return new KvasirError(
    'INVALID_OPTION',
    `Keyv ${keyv} has another contract with its stores: give it a ${right} of @kvasir/compat/keyv.`,
  )
}
