/** Of the messages between tabs; who speaks another one is not listened to. */
const PROTOCOL = 1

interface Message {
  readonly protocol: number
}

/** The other tabs and workers that have the same database open. */
export interface Neighbours {
  /** Tells them that a transaction that has written is complete, or about to be: what they read then waits for that. */
  tell(): void
  close(): void
}

/**
 * Reaches them by a BroadcastChannel; where there is none, nobody is told anything. `listener` is called when another
 * one commits, and when this page may have missed that.
 */
export function neighboursOf(database: string, listener: () => void): Neighbours {
  if (typeof BroadcastChannel === 'undefined') return NOBODY
  const channel = new BroadcastChannel(`kvasir:${database}:commits`)
  // Node would wait for messages instead of ending.
  if ('unref' in channel && typeof channel.unref === 'function') channel.unref()
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.protocol === PROTOCOL) listener()
  })
  const awoken = new AbortController()
  // Nothing is delivered to a page that is frozen or in the back/forward cache.
  const { signal } = awoken
  globalThis.addEventListener?.('pageshow', listener, { signal })
  globalThis.document?.addEventListener('resume', listener, { signal })
  return {
    tell: () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
      channel.postMessage({ protocol: PROTOCOL } satisfies Message)
    },
    close: () => {
      awoken.abort()
      channel.close()
    },
  }
}

const NOBODY: Neighbours = {
  tell: () => undefined,
  close: () => undefined,
}
