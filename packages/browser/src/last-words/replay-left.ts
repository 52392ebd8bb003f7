import { isKvasirError } from '@kvasir/core'
import type { HearingOptions } from './hearing.ts'
import { fromText } from './read-word.ts'
import { replay } from './replay.ts'
import type { WordItem } from './word-items.ts'
import type { Spoken } from './word.ts'

type Options = Pick<HearingOptions, 'name' | 'storage' | 'backend' | 'later'>

/**
 * Replays the items that pages have left, each page's in their order, and removes them; answers how many batches
 * were applied.
 */
export async function replayLeft(options: Options, left: readonly (readonly WordItem[])[]): Promise<number> {
  const { storage, backend } = options
  const pages = left.map((items) => read(options, items)).filter(({ spoken }) => spoken.length > 0)
  if (pages.length === 0) return 0
  const applied = await replay(
    backend,
    pages.map(({ spoken }) => spoken),
  )
  await backend.flush()
  for (const { items } of pages) for (const { key } of items) storage.removeItem(key)
  return applied
}

/** The words of a page; none of them when there are some of a newer version among them. */
function read(
  options: Options,
  there: readonly WordItem[],
): { readonly items: WordItem[]; readonly spoken: Spoken[] } {
  const { storage, later } = options
  const items: WordItem[] = []
  const spoken: Spoken[] = []
  for (const item of there) {
    const text = storage.getItem(item.key)
    // Taken by somebody else since.
    if (text === null) continue
    try {
      spoken.push(fromText(text))
      items.push(item)
    } catch (error) {
      later.failed(error)
      if (isKvasirError(error) && error.code === 'UNSUPPORTED_DATABASE') return { items: [], spoken: [] }
      putAside(options, item, text)
    }
  }
  return { items, spoken }
}

function putAside({ name, storage }: Options, { key, page, number }: WordItem, text: string): void {
  try {
    storage.setItem(`kvasir:${name}:damaged:${page}:${number}`, text)
    storage.removeItem(key)
  } catch {
    // No room for a copy: it stays where it is, and is named again by the next to hear it.
  }
}
