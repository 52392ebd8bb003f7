import { type Backend, type Batch, type KvasirError, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Hearer } from './hearing.ts'
import { lastWords, type LastWords } from './last-words.ts'
import { MAX_UNITS, MAX_WORDS } from './own-words.ts'
import type { Word } from './word.ts'

const open = new Set<LastWords>()

beforeEach(() => localStorage.clear())
afterEach(() => {
  for (const words of open) words.close()
  open.clear()
  for (const frame of document.querySelectorAll('iframe')) frame.remove()
  localStorage.clear()
})

function wordsOf(name: string): LastWords {
  const words = lastWords(name)
  open.add(words)
  return words
}

/** Last words of this page that can be spoken. */
async function speakerOf(name: string): Promise<LastWords> {
  const words = wordsOf(name)
  await words.ready
  return words
}

/** Another page of this origin. */
interface Page {
  readonly frame: HTMLIFrameElement
  readonly window: Window & { readonly kvasir: { readonly lastWords: typeof lastWords } }
}

/** Opens a page that has this module of its own; `script` runs in it beforehand. */
async function openPage(script = ''): Promise<Page> {
  const frame = document.createElement('iframe')
  const module = new URL('./last-words.ts', import.meta.url).href
  frame.srcdoc = `<script>${script}</script><script type="module">
    import * as kvasir from ${JSON.stringify(module)}
    window.kvasir = kvasir
  </script>`
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  document.body.append(frame)
  await loaded
  return { frame, window: frame.contentWindow as Page['window'] }
}

/** Opens a page that can speak. */
async function openSpeaker(name: string): Promise<Page & { readonly words: LastWords }> {
  const page = await openPage()
  const words = page.window.kvasir.lastWords(name)
  await words.ready
  return { ...page, words }
}

/** Resolves when the browser has noticed that whoever had these words is gone. */
async function isGone(name: string, words: LastWords): Promise<void> {
  const [page] = words.newId().split('.')
  await navigator.locks.request(`kvasir:${name}:page:${page}`, () => undefined)
}

function put(key: string, value: string): Batch {
  const write = {
    space: 5,
    key,
    type: 'text',
    value,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  } as const
  return { checks: [], writes: [{ kind: 'set', ...write }] }
}

function word(words: LastWords, key = 'key', value = 'value'): Word {
  return { id: words.newId(), at: 0, batches: [put(key, value)] }
}

async function valueOf(backend: Backend<'async'>, key = 'key'): Promise<unknown> {
  return (await backend.get(5, key))?.value
}

function itemsOf(name: string): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(`kvasir:${name}:words:`))
}

/** Somebody who waits for the next page to be heard. */
function listener(): {
  readonly hearer: Hearer
  readonly next: Promise<number>
  readonly failures: unknown[]
} {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const failures: unknown[] = []
  const failed = (error: unknown): void => {
    failures.push(error)
    reject(error)
  }
  promise.catch(() => undefined)
  return { hearer: { heard: resolve, failed }, next: promise, failures }
}

describe('leaving', () => {
  test('is told in pagehide, before listeners that are added afterwards, when a page is really left', async () => {
    const { frame, window: page } = await openPage()
    const words = page.kvasir.lastWords('order')
    const log: string[] = []
    words.onLeaving(() => log.push(`ours, leaving: ${words.isLeaving}`))
    page.addEventListener('pagehide', () => log.push('bubbling'))
    page.addEventListener('pagehide', () => log.push('capturing'), { capture: true })
    page.document.addEventListener('visibilitychange', () => log.push('visibilitychange'), { capture: true })
    expect(words.isLeaving).toBe(false)
    frame.remove()
    expect(log.slice(0, 3)).toEqual(['ours, leaving: true', 'bubbling', 'capturing'])
  })

  test.each(['visibilitychange', 'freeze'])(
    'is told in %s before listeners that were added earlier, and once until the page is shown again',
    async (type) => {
      const { window: page } = await openPage(`
        window.log = []
        for (const type of ['visibilitychange', 'freeze'])
          document.addEventListener(type, () => log.push('app'), { capture: true })
      `)
      const words = page.kvasir.lastWords('order')
      const log = (page as unknown as { log: string[] }).log
      words.onLeaving(() => log.push('ours'))
      const show = (state: string): void => {
        Object.defineProperty(page.document, 'visibilityState', { value: state, configurable: true })
      }
      show('hidden')
      page.document.dispatchEvent(new Event(type, { bubbles: true }))
      page.document.dispatchEvent(new Event(type, { bubbles: true }))
      expect([log, words.isLeaving]).toEqual([['ours', 'app', 'app'], true])
      show('visible')
      page.dispatchEvent(new Event('pageshow'))
      expect(words.isLeaving).toBe(false)
      page.document.dispatchEvent(new Event(type, { bubbles: true }))
      expect(log).toEqual(['ours', 'app', 'app', ...(type === 'freeze' ? ['ours'] : []), 'app'])
    },
  )

  test('goes on after resume and pageshow while the page stays hidden', async () => {
    const { window: page } = await openPage()
    const words = page.kvasir.lastWords('order')
    Object.defineProperty(page.document, 'visibilityState', { value: 'hidden' })
    for (const type of ['visibilitychange', 'resume', 'pageshow']) {
      page.document.dispatchEvent(new Event(type, { bubbles: true }))
      expect(words.isLeaving).toBe(true)
    }
  })

  test('is not what beforeunload means', async () => {
    const { window: page } = await openPage()
    const words = page.kvasir.lastWords('order')
    page.dispatchEvent(new Event('beforeunload'))
    expect(words.isLeaving).toBe(false)
  })

  test('is told to all listeners, also when one of them throws', async () => {
    const { window: page } = await openPage()
    const words = page.kvasir.lastWords('order')
    const uncaught: unknown[] = []
    page.addEventListener('error', (event) => {
      uncaught.push(event.error)
      event.preventDefault()
    })
    const log: string[] = []
    words.onLeaving(() => {
      throw new Error('one')
    })
    const end = words.onLeaving(() => log.push('two'))
    end()
    words.onLeaving(() => log.push('three'))
    page.dispatchEvent(new Event('pagehide'))
    expect(log).toEqual(['three'])
    expect(uncaught.map(String)).toEqual(['Error: one'])
  })

  test('is not noticed after close', async () => {
    const { window: page } = await openPage()
    const words = page.kvasir.lastWords('order')
    words.onLeaving(() => expect.unreachable())
    words.close()
    page.dispatchEvent(new Event('pagehide'))
    expect(words.isLeaving).toBe(false)
  })
})

describe('what is spoken in pagehide', () => {
  test.each<[string, (frame: HTMLIFrameElement) => void]>([
    ['removed', (frame) => frame.remove()],
    ['navigated', (frame) => (frame.srcdoc = 'another page')],
  ])('survives that the page is %s, and is replayed exactly once by those who listen', async (_, leave) => {
    const backend = toAsync(memory())
    const [one, two] = [listener(), listener()]
    expect(await wordsOf('left').hear(backend, one.hearer)).toBe(0)
    expect(await wordsOf('left').hear(backend, two.hearer)).toBe(0)
    const { frame, window: page, words: theirs } = await openSpeaker('left')
    page.addEventListener('pagehide', () => {
      expect(theirs.speak(word(theirs, 'a', '1'))).toBe(true)
      expect(theirs.speak(word(theirs, 'a', '2'))).toBe(true)
    })
    leave(frame)
    expect(await Promise.race([one.next, two.next])).toBe(2)
    expect(itemsOf('left')).toEqual([])
    expect((await backend.get(5, 'a'))?.revision).toBe(2)
    expect(await valueOf(backend, 'a')).toBe('2')
    // Whoever waited, too, has had the lock and found nothing.
    await isGone('left', theirs)
    expect([...one.failures, ...two.failures]).toEqual([])
  })

  test('is replayed by the next page that opens the store', async () => {
    const { frame, window: page, words: theirs } = await openSpeaker('left')
    page.addEventListener('pagehide', () => theirs.speak(word(theirs)))
    frame.remove()
    await isGone('left', theirs)
    expect(itemsOf('left')).toHaveLength(1)
    const backend = toAsync(memory())
    expect(await wordsOf('left').hear(backend)).toBe(1)
    expect(await valueOf(backend)).toBe('value')
    expect(await wordsOf('left').hear(backend)).toBe(0)
  })

  test('is replayed once by two that open the store at the same time', async () => {
    const { frame, window: page, words: theirs } = await openSpeaker('left')
    page.addEventListener('pagehide', () => theirs.speak(word(theirs)))
    frame.remove()
    await isGone('left', theirs)
    const backend = toAsync(memory())
    const heard = await Promise.all([wordsOf('left').hear(backend), wordsOf('left').hear(backend)])
    expect(heard.toSorted()).toEqual([0, 1])
  })
})

describe('words', () => {
  test('of a page that lives are not replayed before it goes', async () => {
    const { frame, words: theirs } = await openSpeaker('alive')
    theirs.speak(word(theirs))
    const backend = toAsync(memory())
    const { hearer, next } = listener()
    expect(await wordsOf('alive').hear(backend, hearer)).toBe(0)
    expect(itemsOf('alive')).toHaveLength(1)
    expect(await valueOf(backend)).toBe(undefined)
    frame.remove()
    expect(await next).toBe(1)
    expect(await valueOf(backend)).toBe('value')
  })

  test('that were taken back are not replayed', async () => {
    const { frame, words: theirs } = await openSpeaker('stored')
    const [first, second] = [word(theirs, 'a'), word(theirs, 'b')]
    for (const each of [first, second]) theirs.speak(each)
    for (const each of [first, second]) theirs.unspeak(each.id)
    expect(itemsOf('stored')).toEqual([])
    frame.remove()
    await isGone('stored', theirs)
    expect(await wordsOf('stored').hear(toAsync(memory()))).toBe(0)
  })

  test('that were stored and taken back are no obstacle to those that were spoken after them', async () => {
    const backend = toAsync(memory())
    await backend.commit(put('other', 'of another tab'))
    const { frame, words: theirs } = await openSpeaker('chain')
    const [first, second] = [word(theirs, 'a', '1'), word(theirs, 'a', '2')]
    for (const each of [first, second]) theirs.speak(each)
    await backend.commit({ ...(first.batches[0] as Batch), id: first.id })
    theirs.unspeak(first.id)
    frame.remove()
    await isGone('chain', theirs)
    expect(await wordsOf('chain').hear(backend)).toBe(1)
    expect(await valueOf(backend, 'a')).toBe('2')
    expect(itemsOf('chain')).toEqual([])
  })

  test('of one store are not those of another', async () => {
    const { frame, words: theirs } = await openSpeaker('a:words:b')
    theirs.speak(word(theirs))
    frame.remove()
    await isGone('a:words:b', theirs)
    const backend = toAsync(memory())
    expect(await wordsOf('a').hear(backend)).toBe(0)
    expect(await wordsOf('a:words:b').hear(backend)).toBe(1)
  })

  test('are refused as long as others would take the page to be gone', async () => {
    const words = wordsOf('early')
    expect(words.speak(word(words))).toBe(false)
    await words.ready
    expect(words.speak(word(words))).toBe(true)
  })

  test('are refused in a page that was gone back to without its lock, and not in one that has kept it', async () => {
    const words = await speakerOf('back')
    const comeBack = async (): Promise<void> => {
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
      // Answered after what the page asks for in that event.
      await navigator.locks.query()
    }
    await comeBack()
    expect(words.speak(word(words))).toBe(true)
    const [page] = words.newId().split('.')
    await navigator.locks.request(`kvasir:back:page:${page}`, { steal: true }, () => undefined)
    await comeBack()
    expect(words.speak(word(words))).toBe(false)
  })

  test('left by close are replayed by others', async () => {
    const words = await speakerOf('closed')
    words.speak(word(words))
    const backend = toAsync(memory())
    const { hearer, next } = listener()
    expect(await wordsOf('closed').hear(backend, hearer)).toBe(0)
    words.close()
    expect(words.speak(word(words))).toBe(false)
    expect(await next).toBe(1)
  })

  test('are kept when they cannot be replayed, and hear says why', async () => {
    const words = await speakerOf('refused')
    words.speak(word(words))
    words.close()
    await isGone('refused', words)
    const closed = toAsync(memory())
    await closed.close()
    const reason = await wordsOf('refused')
      .hear(closed)
      .catch((error: KvasirError) => error.code)
    expect(reason).toBe('CLOSED')
    expect(itemsOf('refused')).toHaveLength(1)
    expect(await wordsOf('refused').hear(toAsync(memory()))).toBe(1)
  })

  test('that are damaged are put aside and named, and the others of their page are replayed', async () => {
    const words = await speakerOf('damaged')
    for (const key of ['a', 'b']) words.speak(word(words, key))
    words.close()
    await isGone('damaged', words)
    const [damaged] = itemsOf('damaged').toSorted() as [string]
    localStorage.setItem(damaged, 'half a wo')
    const backend = toAsync(memory())
    const { hearer, failures } = listener()
    expect(await wordsOf('damaged').hear(backend, hearer)).toBe(1)
    expect(failures.map((error) => (error as KvasirError).code)).toEqual(['DAMAGED'])
    expect(await valueOf(backend, 'b')).toBe('value')
    expect(localStorage.getItem(damaged.replace(':words:', ':damaged:'))).toBe('half a wo')
    expect(itemsOf('damaged')).toEqual([])
  })

  test('of a newer version stay for it, with the others of their page', async () => {
    const words = await speakerOf('newer')
    for (const key of ['a', 'b']) words.speak(word(words, key))
    words.close()
    await isGone('newer', words)
    localStorage.setItem(itemsOf('newer').toSorted()[1] as string, '[99,"?"]')
    const { hearer, failures } = listener()
    expect(await wordsOf('newer').hear(toAsync(memory()), hearer)).toBe(0)
    expect(failures.map((error) => (error as KvasirError).code)).toEqual(['UNSUPPORTED_DATABASE'])
    expect(itemsOf('newer')).toHaveLength(2)
  })
})

describe('a page speaks', () => {
  test(`${MAX_WORDS} words, and another when one is taken back`, async () => {
    const words = await speakerOf('many')
    const first = word(words)
    expect(words.speak(first)).toBe(true)
    for (let i = 1; i < MAX_WORDS; i++) expect(words.speak(word(words))).toBe(true)
    expect(words.speak(word(words))).toBe(false)
    words.unspeak(first.id)
    expect(words.speak(word(words))).toBe(true)
  })

  test('a word that is spoken already as if it was the first time, and keeps it once', async () => {
    const words = await speakerOf('twice')
    const twice = word(words)
    expect([words.speak(twice), words.speak(twice)]).toEqual([true, true])
    expect(itemsOf('twice')).toHaveLength(1)
    words.unspeak(twice.id)
    expect(itemsOf('twice')).toEqual([])
  })

  test('a megabyte, and more when some is taken back', async () => {
    const words = await speakerOf('long')
    const long = 'x'.repeat(MAX_UNITS / 2 - 1000)
    const [first, second] = [word(words, 'a', long), word(words, 'b', long)]
    expect([words.speak(first), words.speak(second), words.speak(word(words, 'c', long))]).toEqual([
      true,
      true,
      false,
    ])
    words.unspeak(first.id)
    expect(words.speak(word(words, 'c', long))).toBe(true)
  })

  test('as much as localStorage has room for', async () => {
    let units = 2 ** 23
    for (let i = 0; units >= 1; units /= 2) {
      try {
        localStorage.setItem(`filling ${i++}`, 'x'.repeat(units))
      } catch {
        // Half of that, then.
      }
    }
    const words = await speakerOf('full')
    expect(words.speak(word(words))).toBe(false)
    localStorage.clear()
    expect(words.speak(word(words))).toBe(true)
  })
})
