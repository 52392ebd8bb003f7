import type { Change, ChangeListener, SubscribeOptions, WatchOptions } from '../api.ts'
import { checkFunction } from '../check-function.ts'

/** Calls a listener with each change of a watch, one after the other; returns what ends it. */
export function listenTo<V>(
  watch: (options: WatchOptions) => AsyncIterableIterator<Change<V>>,
  listener: ChangeListener<V>,
  { onError = throwGlobally, ...options }: SubscribeOptions,
): () => void {
  checkFunction(listener, 'What subscribes')
  const changes = watch(options)
  let hasEnded = false
  const listen = async (): Promise<void> => {
    for await (const change of changes) {
      if (hasEnded) return
      try {
        await listener(change)
      } catch (error) {
        onError(error)
      }
    }
  }
  listen().catch(onError)
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
