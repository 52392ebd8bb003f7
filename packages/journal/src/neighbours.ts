import type { LogRecord } from './storage.ts'

/** Of the messages between tabs; who speaks another one is not listened to. */
const PROTOCOL = 1

interface Message {
  readonly protocol: number
  /** Undefined where the end of the log is to be looked at. */
  readonly record?: LogRecord
}

/** The other tabs and workers that have the same journal open. */
export interface Neighbours {
  /** Tells them that a record is in the log. */
  tell(record: LogRecord): void
  /** Has them look at the end of the log. */
  call(): void
  /** Calls `listener` with a record that another one has appended, or without one when some may have been missed. */
  onAppended(listener: (record: LogRecord | undefined) => void): void
  close(): void
}

/** Reaches them by a BroadcastChannel; where there is none, nobody is told anything. */
export function neighboursOf(name: string): Neighbours {
  if (typeof BroadcastChannel === 'undefined') return NOBODY
  const channel = new BroadcastChannel(`kvasir:${name}:journal`)
  const awoken = new AbortController()
  const post = (message: Message): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
    channel.postMessage(message)
  }
  return {
    tell: (record) => post({ protocol: PROTOCOL, record }),
    call: () => post({ protocol: PROTOCOL }),
    onAppended: (listener) => {
      channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
        listener(data.protocol === PROTOCOL ? data.record : undefined)
      })
      // Nothing is delivered to a page that is frozen or in the back/forward cache.
      const { signal } = awoken
      globalThis.addEventListener?.('pageshow', () => listener(undefined), { signal })
      globalThis.document?.addEventListener('resume', () => listener(undefined), { signal })
    },
    close: () => {
      awoken.abort()
      channel.close()
    },
  }
}

const NOBODY: Neighbours = {
  tell: () => undefined,
  call: () => undefined,
  onAppended: () => undefined,
  close: () => undefined,
}
