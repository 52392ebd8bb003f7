import { type ErrorCode, isKvasirError, KvasirError } from '@kvasir/core'

/** A `KvasirError` as a message carries it: structured cloning keeps nothing of an error's own fields. */
export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly path: string | undefined
  readonly revision: number | undefined
  readonly usage: number | undefined
  readonly quota: number | undefined
  /** As text, since anything may have been thrown. */
  readonly cause: string | undefined
}

/** What a backend threw, as data. Anything but a `KvasirError` is a `STORAGE_FAILED`. */
export function toWireError(error: unknown): WireError {
  if (!isKvasirError(error)) {
    return toWireError(new KvasirError('STORAGE_FAILED', `The backend failed: ${error}`, { cause: error }))
  }
  const { code, message, path, revision, usage, quota, cause } = error
  return { code, message, path, revision, usage, quota, cause: cause === undefined ? undefined : `${cause}` }
}

/** The error that was sent. Its cause is a text. */
export function fromWireError({
  code,
  message,
  path,
  revision,
  usage,
  quota,
  cause,
}: WireError): KvasirError {
  return new KvasirError(code, message, {
    ...(cause !== undefined && { cause }),
    ...(path !== undefined && { path }),
    ...(revision !== undefined && { revision }),
    ...(usage !== undefined && { usage }),
    ...(quota !== undefined && { quota }),
  })
}
