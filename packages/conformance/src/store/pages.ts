import type { ListOptions } from '@kvasir/core'
import { run, type Steps, wait } from '../steps.ts'
import type { AnyNamespace } from '../world.ts'

/** Puts each key as its own value. */
export async function fill(kv: AnyNamespace, keys: readonly string[]): Promise<void> {
  await kv.putMany(keys.map((key) => [key, key]))
}

export async function keysOf(kv: AnyNamespace, options: ListOptions): Promise<string[]> {
  return (await kv.list(options)).entries.map(({ key }) => key)
}

/** The keys of all pages, following the cursor to the end. */
export async function pagesOf(kv: AnyNamespace, options: ListOptions): Promise<string[][]> {
  return await run('async', walk(kv, options))
}

/** {@link pagesOf} in a transaction. */
export function* walk(kv: AnyNamespace, options: ListOptions): Steps<string[][]> {
  const pages: string[][] = []
  for (let cursor: string | undefined; ;) {
    const page = yield* wait(kv.list({ ...options, cursor }))
    pages.push(page.entries.map(({ key }) => key))
    if (page.cursor === undefined) return pages
    if (page.cursor === cursor) throw new Error('A page ends where the page before it ended.')
    cursor = page.cursor
  }
}
