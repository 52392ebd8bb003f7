import { localStorageOrUndefined } from '../local-storage.ts'
import { PAGE_ID } from './page-id.ts'

/** An item of localStorage that holds a word. */
export interface WordItem {
  /** Of the item. */
  readonly key: string
  readonly page: string
  /** Words of a page are numbered in the order in which they were spoken. */
  readonly number: number
}

/** The key of the item for a word. */
export function itemKey(name: string, page: string, number: number): string {
  return `${prefixOf(name)}${page}:${number}`
}

/** What the key of an item says; undefined when it is not that of a word of this store. */
export function toWordItem(name: string, key: string): WordItem | undefined {
  const prefix = prefixOf(name)
  if (!key.startsWith(prefix)) return undefined
  const [page = '', digits = '', ...more] = key.slice(prefix.length).split(':')
  if (more.length > 0 || !PAGE_ID.test(page) || !/^\d+$/.test(digits)) return undefined
  return { key, page, number: Number(digits) }
}

/** All words of a store, those of each page in their order. */
export function wordItems(name: string, storage: Storage): Map<string, WordItem[]> {
  const items = Array.from({ length: storage.length }, (_, i) => toWordItem(name, storage.key(i) ?? ''))
  const pages = Map.groupBy(
    items.filter((item) => item !== undefined),
    ({ page }) => page,
  )
  for (const words of pages.values()) words.sort((a, b) => a.number - b.number)
  return pages
}

/** Removes what pages have left behind for a store: it is deleted with everything else. */
export function forgetWords(name: string): void {
  const storage = localStorageOrUndefined()
  if (storage === undefined) return
  for (const { key } of [...wordItems(name, storage).values()].flat()) storage.removeItem(key)
}

function prefixOf(name: string): string {
  return `kvasir:${name}:words:`
}
