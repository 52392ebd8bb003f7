import { KvasirError } from '../errors.ts'

/** The error for a handle to a namespace that was deleted. */
export function deletedError(name: string): KvasirError {
  return new KvasirError(
    'NAMESPACE_DELETED',
    `The namespace ${JSON.stringify(name)} was deleted; get a new handle to use the name again.`,
  )
}
