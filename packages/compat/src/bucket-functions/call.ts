/** What is asked of a dispatcher. */
export interface Call {
  /** The name of a function, for example `kv-key-get`. */
  readonly function: string
  readonly params?: Readonly<Record<string, unknown>> | undefined
}

/** What a dispatcher answers: JSON. */
export interface Reply {
  /** 200 when it was done; 400, 404 and others as in HTTP. */
  readonly status_code: number
  readonly body: ReplyBody
}

/** `message` for what was done, `body` for what was asked, `error` for why it was not done. */
export interface ReplyBody {
  readonly message?: string
  readonly error?: string
  /** Of a key: the one that it has got, or has instead of the one that was expected. */
  readonly sequence?: number
  readonly body?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** The reply that tells that something was done. */
export function done(message: string, more: Pick<ReplyBody, 'sequence'> = {}): Reply {
  return { status_code: 200, body: { message, ...more } }
}

/** The reply with what was asked for. */
export function found(
  body: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>> = {},
): Reply {
  return { status_code: 200, body: { body, metadata } }
}
