import type { AsyncNamespace, AsyncStore } from 'kvasir'
import { effectOf, NAMESPACE, type Writer } from './history.ts'

/** How many writes of each writer, by its id, are done; a writer that is missing has done none. */
export type Progress = Readonly<Record<string, number>>

/**
 * Runs writers side by side, each from where it is. Each write is reported when it is acknowledged, and the
 * next one issued when the report has arrived, so that of each writer at most one write is not known outside.
 * Never resolves; rejects with the first write that fails.
 */
export async function runWriters(
  store: AsyncStore,
  writers: readonly Writer[],
  from: Progress,
  acknowledge: (writer: string, n: number) => Promise<void>,
): Promise<never> {
  const namespace = store.namespace<string | number>(NAMESPACE)
  return await Promise.race(
    writers.map(async (writer): Promise<never> => {
      for (let n = (from[writer.id] ?? 0) + 1; ; n++) {
        await perform(namespace, writer, n)
        await acknowledge(writer.id, n)
      }
    }),
  )
}

async function perform(namespace: AsyncNamespace<string | number>, writer: Writer, n: number): Promise<void> {
  const effect = effectOf(writer, n)
  const [[key, value]] = effect
  switch (writer.kind) {
    case 'increment':
      await namespace.increment(key)
      return
    case 'put':
      await namespace.put(key, value as string)
      return
    case 'putMany':
      await namespace.putMany(effect as readonly (readonly [string, string])[])
      return
    case 'transaction':
    case 'move':
      await namespace.transaction(async (handle) => {
        for (const [key, value] of effect) {
          await (value === undefined ? handle.delete(key) : handle.put(key, value))
        }
      })
  }
}
