import { type ErrorCode, isKvasirError, type KvasirError } from '@kvasir/core'
import type { Reply, ReplyBody } from './call.ts'

/** Why a call is not carried out, as the reply to it tells. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The status codes of what a store throws; 500 for all others. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  BLOCKED: 503,
  CLOSED: 503,
  CONFLICT: 409,
  INVALID_KEY: 400,
  INVALID_NAMESPACE: 400,
  INVALID_TTL: 400,
  INVALID_VALUE: 400,
  LIMIT_EXCEEDED: 400,
  NAMESPACE_DELETED: 404,
  NAMESPACE_EXISTS: 400,
  QUOTA_EXCEEDED: 507,
  REVISION_GONE: 410,
  TIMEOUT: 503,
  UNAVAILABLE: 501,
}

/** The reply to a call that has failed; throws what is neither a refusal nor an error of the store. */
export function toFailure(error: unknown): Reply {
  if (error instanceof Refusal) return { status_code: error.status, body: { error: error.message } }
  if (!isKvasirError(error)) throw error
  return { status_code: STATUS[error.code] ?? 500, body: bodyOf(error) }
}

function bodyOf(error: KvasirError): ReplyBody {
  switch (error.code) {
    case 'CONFLICT':
      return error.revision === undefined
        ? { error: error.message }
        : { error: 'Wrong last sequence', sequence: error.revision }
    case 'LIMIT_EXCEEDED':
      return { error: limitText(error) }
    case 'NAMESPACE_DELETED':
      return { error: 'Bucket not found' }
    case 'NAMESPACE_EXISTS':
      return { error: 'Bucket already exists' }
    case 'REVISION_GONE':
      return {
        error: 'Sequence is too old: watch without last_sequence, list all keys, and go on from there',
      }
    default:
      return { error: error.message }
  }
}

function limitText({ limit }: KvasirError): string {
  if (limit?.name === 'maxValueBytes')
    return `Message size exceeds maximum allowed: ${limit.size} bytes of ${limit.max}`
  const what = limit?.name === 'maxEntries' ? 'entries' : 'bytes'
  return `Maximum ${what} exceeded: ${limit?.size} of ${limit?.max}`
}
