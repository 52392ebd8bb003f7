/** Every code of a {@link KvasirError}; the README lists what each asks you to do. */
export type ErrorCode =
  | 'BLOCKED'
  | 'CLOSED'
  | 'CONFLICT'
  | 'DAMAGED'
  | 'INTERRUPTED'
  | 'INVALID_CURSOR'
  | 'INVALID_KEY'
  | 'INVALID_NAMESPACE'
  | 'INVALID_OPTION'
  | 'INVALID_TTL'
  | 'INVALID_VALUE'
  | 'LIMIT_EXCEEDED'
  | 'NAMESPACE_DELETED'
  | 'NAMESPACE_EXISTS'
  | 'NOT_A_NUMBER'
  | 'PROMISE_IN_SYNC'
  | 'PROTOCOL_MISMATCH'
  | 'QUOTA_EXCEEDED'
  | 'REVISION_GONE'
  | 'STORAGE_FAILED'
  | 'TIMEOUT'
  | 'TRANSACTION_ENDED'
  | 'UNAVAILABLE'
  | 'UNSUPPORTED_DATABASE'

/** Which limit of a namespace a write would break. */
export interface BrokenLimit {
  readonly namespace: string
  readonly name: 'maxBytes' | 'maxValueBytes' | 'maxEntries'
  readonly max: number
  /** What there would be with the write: bytes or entries. */
  readonly size: number
}

export interface ErrorDetails {
  /** What was thrown underneath. */
  readonly cause?: unknown
  /** `INVALID_VALUE`: where in the value the fault is, for example `$.user.tags[2]`. */
  readonly path?: string | undefined
  /** `CONFLICT`: the revision that the key has now, 0 when it has none. */
  readonly revision?: number | undefined
  /** `QUOTA_EXCEEDED`: bytes that the origin uses and may use, as far as the browser tells. */
  readonly usage?: number | undefined
  readonly quota?: number | undefined
  /** `LIMIT_EXCEEDED`. */
  readonly limit?: BrokenLimit | undefined
  /** `DAMAGED`: the line of a text in which the fault is, from 1. */
  readonly line?: number | undefined
  /** Of an import: where another one can go on. */
  readonly position?: ImportPosition | undefined
}

/** How far an import has come; JSON. */
export interface ImportPosition {
  /** Lines that are done with; of a format without lines, entries. */
  readonly line: number
  /** The newest revision before the import: whatever it has written has a greater one. */
  readonly after: number
}

/** Codes of what may succeed when it is tried again, unchanged. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['BLOCKED', 'TIMEOUT'])

/** The one error class of Kvasir: a stable `code` for programs, a sentence for people. */
export class KvasirError extends Error {
  override readonly name = 'KvasirError'
  readonly code: ErrorCode
  declare readonly path: string | undefined
  declare readonly revision: number | undefined
  declare readonly usage: number | undefined
  declare readonly quota: number | undefined
  declare readonly limit: BrokenLimit | undefined
  declare readonly line: number | undefined
  declare readonly position: ImportPosition | undefined
  /** Whether the same call may succeed later. After a `TIMEOUT` it is unknown whether a write has happened. */
  readonly retryable: boolean

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details)
    Object.assign(this, details)
    this.code = code
    this.retryable = RETRYABLE.has(code)
  }
}

/** Whether `error` is a {@link KvasirError}, also one from another copy of the package or another realm. */
export function isKvasirError(error: unknown): error is KvasirError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    'name' in error &&
    error.name === 'KvasirError'
  )
}
