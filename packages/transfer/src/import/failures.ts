import { type ErrorCode, type ImportPosition, isKvasirError, KvasirError } from '@kvasir/core'

/** The error for something that cannot be read. `what` is a line or an entry of a source. */
export function damaged(what: string, line: number, why: string, cause?: unknown): KvasirError {
  return new KvasirError('DAMAGED', `${what} ${line} of the import cannot be read: ${why}.`, {
    line,
    ...(cause !== undefined && { cause }),
  })
}

/** The error for an import that was ended from outside. */
export function interrupted(cause: unknown): KvasirError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new KvasirError(
    'INTERRUPTED',
    `The import was ended: ${why}. It can go on at the position of this error.`,
    {
      cause,
    },
  )
}

/** An error that also tells how far the import has come. */
export function withPosition(error: unknown, position: ImportPosition): unknown {
  if (!isKvasirError(error)) return error
  const { message, path, revision, usage, quota, limit, line } = error
  const code: ErrorCode = error.code
  const details = Object.entries({ path, revision, usage, quota, limit, line })
  return new KvasirError(code, message, {
    ...Object.fromEntries(details.filter(([, detail]) => detail !== undefined)),
    position,
    cause: error.cause ?? error,
  })
}
