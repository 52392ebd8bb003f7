import { isKvasirError } from 'kvasir'

/** An error in a few words: its code, or the name that the browser gave it. */
export function codeOf(error: unknown): string {
  if (isKvasirError(error)) return error.code
  return hasName(error) ? error.name : 'Error'
}

export function messageOf(error: unknown): string {
  return hasName(error) ? error.message : String(error)
}

/** Errors of other realms, such as frames, are no instances of this one's `Error`. */
function hasName(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'name' in error && 'message' in error
}
