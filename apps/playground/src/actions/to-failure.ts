import { isKvasirError } from 'kvasir'
import type { Failure } from '../state/feedback.ts'

/** What a visitor is told of an error. */
export function toFailure(attempt: string, error: unknown): Failure {
  if (isKvasirError(error)) {
    const { code, message, retryable, limit, line } = error
    return { attempt, code, message, isRetryable: retryable, limitedNamespace: limit?.namespace, line }
  }
  return error instanceof Error
    ? { attempt, code: error.name, message: error.message, isRetryable: false }
    : { attempt, code: 'Error', message: String(error), isRetryable: false }
}
