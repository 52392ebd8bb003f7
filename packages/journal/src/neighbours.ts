import type { LogRecord } from './storage.ts'

/** Of the messages between tabs; who speaks another one is not listened to. */
const PROTOCOL = 1

interface Message extends LogRecord {
  readonly protocol: number
}

/** The other tabs and workers that have the same journal open. */
export interface Neighbours {
  /** Tells them that a record is in the log. */
  tell(record: LogRecord): void
  /** Calls `listener` with a record that another one has appended, or without one when some may have been missed. */
  onAppended(listener: (record: LogRecord | undefined) => void): void
  close(): void
}

/** Reaches them by a BroadcastChannel; where there is none, nobody is told anything. */
export function neighboursOf(name: string): Neighbours {
  if (typeof BroadcastChannel === 'undefined') return NOBODY
  const channel = new BroadcastChannel(`kvasir:${name}:journal`)
  const awoken = new AbortController()
  return {
    tell: ({ position, frame }) =>
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
      channel.postMessage({ protocol: PROTOCOL, position, frame } satisfies Message),
    onAppended: (listener) => {
      channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
        if (data.protocol === PROTOCOL) listener(data)
        else listener(undefined)
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

const NOBODY: Neighbours = { tell: () => undefined, onAppended: () => undefined, close: () => undefined }
