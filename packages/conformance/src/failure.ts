import { isKvasirError, type ErrorCode, type KvasirError } from '@kvasir/core'

/** The error that `action` throws or rejects with; anything but a `KvasirError` is passed on. */
export async function failureOf(action: () => unknown): Promise<KvasirError> {
  try {
    await action()
  } catch (error) {
    if (isKvasirError(error)) return error
    throw error
  }
  throw new Error('Nothing was thrown where a KvasirError was due.')
}

/** The code of the error that `action` throws or rejects with. */
export async function codeOf(action: () => unknown): Promise<ErrorCode> {
  return (await failureOf(action)).code
}

/** What `action` throws or rejects with. */
export async function thrownBy(action: () => unknown): Promise<unknown> {
  try {
    await action()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}
