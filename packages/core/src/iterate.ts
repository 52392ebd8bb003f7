import type { Each } from './api.ts'
import type { Mode, Out } from './contract.ts'

/** Reads the page after the last one it read; an empty page is the end. */
export type NextPage<M extends Mode, T> = () => Out<M, readonly T[]>

/** Iterates the items of successive pages, in the manner of the mode. */
export function iterate<M extends Mode, T>(mode: M, next: NextPage<M, T>): Each<M, T> {
  const each =
    mode === 'sync' ? iterateSync(next as NextPage<'sync', T>) : iterateAsync(next as NextPage<'async', T>)
  return each as Each<M, T>
}

function* iterateSync<T>(next: NextPage<'sync', T>): IterableIterator<T> {
  for (let page = next(); page.length > 0; page = next()) yield* page
}

async function* iterateAsync<T>(next: NextPage<'async', T>): AsyncIterableIterator<T> {
  for (let page = await next(); page.length > 0; page = await next()) yield* page
}
