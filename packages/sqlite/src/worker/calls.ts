import { type ErrorCode, isKvasirError, KvasirError } from '@kvasir/core'

/** Answers a call; what it throws is thrown where the call was made. */
export type Handler = (value: unknown) => unknown

/** One end of a port over which both sides call functions of the other. */
export interface Calls {
  call(method: string, value?: unknown): Promise<unknown>
  /** Ends it: calls that are not answered, and later ones, reject with the error. */
  end(error: KvasirError): void
}

type Message =
  | { readonly kind: 'call'; readonly n: number; readonly method: string; readonly value: unknown }
  | { readonly kind: 'answer'; readonly n: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly n: number; readonly code: ErrorCode; readonly message: string }

/** Uses a port until it ends. An error that is not Kvasir's arrives as `STORAGE_FAILED`. */
export function callsOver(port: MessagePort, handlers: Readonly<Record<string, Handler>>): Calls {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let calls = 0
  let ended: KvasirError | undefined
  const post = (message: Message): void => port.postMessage(message)
  const answer = async (n: number, method: string, value: unknown): Promise<void> => {
    try {
      post({ kind: 'answer', n, value: await handlers[method]!(value) })
    } catch (error) {
      post({ kind: 'failure', n, ...toFailure(error) })
    }
  }
  port.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'call') return void answer(data.n, data.method, data.value)
    const { resolve, reject } = waiting.get(data.n)!
    waiting.delete(data.n)
    if (data.kind === 'answer') resolve(data.value)
    else reject(new KvasirError(data.code, data.message))
  })
  port.start()
  return {
    call: (method, value) => {
      if (ended !== undefined) return Promise.reject(ended)
      const pending = Promise.withResolvers<unknown>()
      waiting.set(++calls, pending)
      post({ kind: 'call', n: calls, method, value })
      return pending.promise
    },
    end: (error) => {
      ended = error
      port.close()
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    },
  }
}

function toFailure(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  const { code, message } = isKvasirError(error)
    ? error
    : new KvasirError('STORAGE_FAILED', `The other end of the port failed: ${error}`)
  return { code, message }
}
