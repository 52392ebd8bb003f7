import type { Change, ChangeListener, SubscribeOptions } from '../api.ts'

/** Calls a listener with each change of a watch, one after the other; returns what ends it. */
export function listen<V>(
  changes: AsyncIterableIterator<Change<V>>,
  listener: ChangeListener<V>,
  onError: SubscribeOptions['onError'] = throwGlobally,
): () => void {
  let hasEnded = false
  const read = async (): Promise<void> => {
    for await (const change of changes) {
      if (hasEnded) return
      try {
        await listener(change)
      } catch (error) {
        onError(error)
      }
    }
  }
  read().catch(onError)
  return () => {
    hasEnded = true
    void changes.return?.()
  }
}

/** As an error in a listener of the platform is. */
function throwGlobally(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
