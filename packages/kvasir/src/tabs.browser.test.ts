import { afterEach, describe, expect, test } from 'vitest'
import type * as kvasir from './index.ts'
import { type AppStore, type OpenOptions, openStore, openSyncStore } from './index.ts'

afterEach(() => {
  for (const frame of document.querySelectorAll('iframe')) frame.remove()
})

/** What a page has of this library for itself. */
type Kvasir = typeof kvasir

interface Page {
  readonly frame: HTMLIFrameElement
  readonly kvasir: Kvasir
}

/** Another page of this origin. */
async function openPage(): Promise<Page> {
  const frame = document.createElement('iframe')
  // Any document that has an address, which workers and WebAssembly are found from.
  frame.src = '/package.json'
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  document.body.append(frame)
  await loaded
  const page = frame.contentWindow as unknown as Window & { readonly kvasir: Kvasir }
  // Vitest puts this around dynamic imports.
  Reflect.set(page, '__vitest_browser_runner__', { wrapDynamicImport: (load: () => unknown) => load() })
  const script = page.document.createElement('script')
  script.type = 'module'
  script.textContent = `
    import * as kvasir from ${JSON.stringify(new URL('./index.ts?bundled', import.meta.url).href)}
    window.kvasir = kvasir
    window.dispatchEvent(new Event('kvasir'))`
  const ready = new Promise((resolve) => page.addEventListener('kvasir', resolve, { once: true }))
  page.document.documentElement.append(script)
  await ready
  return { frame, kvasir: page.kvasir }
}

const newName = (): string => `tabs ${crypto.randomUUID()}`

const ROUNDS = 3
const TIMEOUT = { timeout: 30_000 }

describe.each<OpenOptions>([
  { backend: 'journal' },
  { backend: 'journal', journal: 'opfs' },
  { backend: 'sqlite' },
])('pages with %o', (options) => {
  test('that count at once lose nothing, also when one of them ends in the middle', TIMEOUT, async () => {
    const name = newName()
    const pages = await Promise.all(Array.from({ length: 4 }, openPage))
    const stores = await Promise.all(pages.map(({ kvasir }) => kvasir.openStore({ ...options, name })))
    let acknowledged = 0
    const count = async (store: AppStore, page: Page): Promise<void> => {
      const hits = store.namespace<number>('hits')
      for (let n = 0; n < 25; n++) {
        const counting = hits.increment('all')
        if (page === pages[3] && n === 12) return page.frame.remove()
        await counting
        acknowledged++
      }
    }
    await Promise.all(stores.map((store, i) => count(store, pages[i]!)))
    await using store = await openStore({ ...options, name })
    await store.flush()
    const found = await store.namespace<number>('hits').get('all')
    // Whether the last one of the page that ended was counted, nobody was told.
    expect([acknowledged, acknowledged + 1]).toContain(found)
    for (const each of stores.slice(0, 3)) await each.close()
  })
})

describe.each<OpenOptions>([
  { backend: 'journal' },
  { backend: 'journal', journal: 'opfs' },
  { backend: 'sqlite' },
  { backend: 'opfs' },
  { backend: 'indexeddb' },
])('a page with %o that is left again and again', (options) => {
  test('finds what it wrote then, over what it had only read, and nothing damaged', TIMEOUT, async () => {
    const name = newName()
    {
      await using store = await openStore({ ...options, name })
      await store.namespace<number>('n').putMany([
        ['read', 0],
        ['blind', 0],
      ])
    }
    for (let round = 1; round <= ROUNDS; round++) {
      const page = await openPage()
      const store = await page.kvasir.openStore({ ...options, name })
      const notes = store.namespace<number>('n')
      expect(await notes.get('read')).toBe(round - 1)
      const kinds = (await store.health()).incidents.map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind !== 'recovered')).toEqual([])
      page.frame.contentWindow!.addEventListener('pagehide', () => {
        void notes.put('read', round)
        void notes.put('blind', round)
      })
      page.frame.remove()
    }
    await using store = await openStore({ ...options, name })
    expect(await store.namespace<number>('n').getMany(['read', 'blind'])).toEqual([ROUNDS, ROUNDS])
  })
})

test(
  'a synchronous store whose page is left again and again keeps what was written then',
  TIMEOUT,
  async () => {
    const name = newName()
    for (let round = 1; round <= ROUNDS; round++) {
      const page = await openPage()
      const store = await page.kvasir.openSyncStore({ name })
      const notes = store.namespace<number>('n')
      expect([notes.get('left'), notes.get('deleted')]).toEqual([
        round === 1 ? undefined : round - 1,
        undefined,
      ])
      const kinds = store.health().incidents.map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind !== 'recovered')).toEqual([])
      notes.put('deleted', round)
      page.frame.contentWindow!.addEventListener('pagehide', () => {
        notes.put('left', round)
        notes.delete('deleted')
      })
      page.frame.remove()
    }
    await using store = await openSyncStore({ name, whenBusy: 'wait' })
    expect([store.namespace('n').get('left'), store.namespace('n').get('deleted')]).toEqual([
      ROUNDS,
      undefined,
    ])
  },
)
