import { marker, rescueFile } from '@kvasir/browser'
import { asyncStore, type Backend, type Batch } from '@kvasir/core'
import { afterEach, describe, expect, test } from 'vitest'
import { COPY_ENGINE, copyRows } from './copy.ts'
import { indexeddb } from './indexeddb.ts'

let databases = 0
const backends: Backend<'async'>[] = []

function open(name: string): Backend<'async'> {
  const backend = indexeddb({ name })
  backends.push(backend)
  return backend
}

afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.close()
  for (const frame of document.querySelectorAll('iframe')) frame.remove()
  localStorage.clear()
})

const newName = (): string => `storage ${databases++}`

function put(key: string, value: string, space = 1): Batch {
  const row = { space, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined } as const
  return { checks: [], writes: [{ kind: 'set', ...row }] }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}

/** Keeps everybody else from writing until it is called off. */
async function occupy(name: string): Promise<() => Promise<void>> {
  const database = await answer(indexedDB.open(name))
  const transaction = database.transaction('rows', 'readwrite')
  const rows = transaction.objectStore('rows')
  let isOn = true
  const ended = new Promise<void>((resolve) => transaction.addEventListener('complete', () => resolve()))
  const again = (): void => {
    if (isOn) rows.get('nothing').addEventListener('success', again)
  }
  again()
  await answer(rows.get('nothing'))
  return async () => {
    isOn = false
    await ended
    database.close()
  }
}

/** A page that has the database open. */
async function openPage(name: string, script: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe')
  const module = new URL('./indexeddb.ts', import.meta.url).href
  const ready = new Promise<void>((resolve) => {
    addEventListener('message', function listen({ data, source }) {
      if (source !== frame.contentWindow || data !== 'ready') return
      removeEventListener('message', listen)
      resolve()
    })
  })
  frame.srcdoc = `<script type="module">
    import { indexeddb } from ${JSON.stringify(module)}
    const put = ${put.toString()}
    const backend = indexeddb({ name: ${JSON.stringify(name)} })
    await backend.commit(put('opened', 'yes'))
    ${script}
  </script>`
  document.body.append(frame)
  await ready
  return frame
}

const KEYS = Array.from({ length: 50 }, (_, i) => `${i}`)

async function valuesOf(backend: Backend<'async'>): Promise<unknown[]> {
  return (await backend.getMany(1, KEYS)).map((row) => row?.value)
}

describe('a page that is left', () => {
  test('leaves what it writes in a pagehide listener to the next one, though the database did not take it', async () => {
    const name = newName()
    const frame = await openPage(
      name,
      `addEventListener('pagehide', () => {
        for (let i = 0; i < 50; i++) backend.commit(put(String(i), 'left ' + i))
      })
      parent.postMessage('ready', '*')`,
    )
    const leave = await occupy(name)
    frame.remove()
    await leave()
    const backend = open(name)
    expect(await valuesOf(backend)).toEqual(KEYS.map((key) => `left ${key}`))
    const { incidents } = await backend.health()
    expect(incidents.map(({ kind }) => kind)).toEqual(['recovered'])
  })

  test('leaves what was under way, too', async () => {
    const name = newName()
    const frame = await openPage(
      name,
      `addEventListener('message', () => {
        for (let i = 0; i < 50; i++) backend.commit(put(String(i), 'late ' + i))
        parent.postMessage('ready', '*')
      })
      parent.postMessage('ready', '*')`,
    )
    const leave = await occupy(name)
    const isUnderWay = new Promise((resolve) => addEventListener('message', resolve, { once: true }))
    frame.contentWindow?.postMessage('go', '*')
    await isUnderWay
    frame.remove()
    await leave()
    expect(await valuesOf(open(name))).toEqual(KEYS.map((key) => `late ${key}`))
  })

  test('does not undo what was written after it', async () => {
    const name = newName()
    const frame = await openPage(
      name,
      `addEventListener('pagehide', () => backend.commit(put('opened', 'left')))
      parent.postMessage('ready', '*')`,
    )
    const other = open(name)
    await other.get(1, 'opened')
    const leave = await occupy(name)
    const newer = other.commit(put('opened', 'newer'))
    await other.health()
    frame.remove()
    await leave()
    await newer
    const before = await other.get(1, 'opened')
    await other.close()
    const backend = open(name)
    expect((await backend.get(1, 'opened'))?.value).toBe(before?.value)
    expect(before?.value).toBe('newer')
  })

  test('leaves nothing when all of it is stored', async () => {
    const name = newName()
    const frame = await openPage(
      name,
      `const changed = new Event('visibilitychange')
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
      document.dispatchEvent(changed)
      dispatchEvent(changed)
      await backend.commit(put('0', 'stored'))
      parent.postMessage('ready', '*')`,
    )
    expect(Object.keys(localStorage).filter((key) => key.includes(':words:'))).toEqual([])
    frame.remove()
    const backend = open(name)
    expect((await backend.get(1, '0'))?.value).toBe('stored')
    expect((await backend.health()).incidents).toEqual([])
  })
})

describe('a listener', () => {
  test('is told of what another page has written, which can be read then', async () => {
    const name = newName()
    const backend = open(name)
    await backend.get(1, '0')
    const frame = await openPage(
      name,
      `addEventListener('message', () => backend.commit(put('0', 'theirs')))
      parent.postMessage('ready', '*')`,
    )
    const told = new Promise<void>((resolve) => backend.onCommit(resolve))
    frame.contentWindow?.postMessage('go', '*')
    await told
    expect((await backend.get(1, '0'))?.value).toBe('theirs')
  })

  test('is called when the page was frozen or away, until the backend is closed', async () => {
    const backend = open(newName())
    let calls = 0
    backend.onCommit(() => calls++)
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    document.dispatchEvent(new Event('resume'))
    expect(calls).toBe(2)
    await backend.close()
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    document.dispatchEvent(new Event('resume'))
    expect(calls).toBe(2)
  })
})

test('a value that can be cloned and not be stored is refused alone', async () => {
  const store = asyncStore(open(newName()))
  const kv = store.namespace('kv')
  const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  const [before, refused, after] = await Promise.allSettled([
    kv.put('before', 1),
    kv.put('module', empty, { clone: true }),
    kv.put('after', new Blob(['x']), { clone: true }),
  ])
  expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled'])
  expect(refused).toMatchObject({ reason: { code: 'INVALID_VALUE', cause: { name: 'DataCloneError' } } })
  expect(await kv.count()).toBe(2)
  await store.close()
})

describe('a database that the browser has destroyed', () => {
  async function fill(name: string): Promise<number> {
    const backend = open(name)
    await backend.commit(put('a', 'A', 3))
    const commit = await backend.commit(put('b', 'B', 12))
    await backend.close()
    return commit.ok ? commit.last : expect.unreachable()
  }

  /** As if by the browser: nobody has it open. */
  const destroy = (name: string): Promise<unknown> => answer(indexedDB.deleteDatabase(name))

  /** Copies the rows to the rescue file, as a page does from time to time. */
  async function copyOut(name: string, maxBytes: number): Promise<void> {
    const database = await answer(indexedDB.open(name))
    const copy = await copyRows(database.transaction('rows').objectStore('rows'), maxBytes)
    const generation = (await marker(name).read())?.generation ?? ''
    database.close()
    if (copy === undefined) return expect.unreachable()
    const { revision, pieces } = copy
    const head = { engine: COPY_ENGINE, generation, revision, position: revision }
    await rescueFile(name)?.write(head, pieces)
  }

  test('is said to be wiped, and gives no revision again', async () => {
    const name = newName()
    const known = await fill(name)
    await destroy(name)
    const backend = open(name)
    expect(await backend.get(3, 'a')).toBe(undefined)
    expect((await backend.health()).incidents).toMatchObject([{ kind: 'wiped', restored: 0, known }])
    const commit = await backend.commit(put('a', 'new'))
    expect(commit.ok && commit.first).toBeGreaterThan(known)
    await backend.close()
    const next = open(name)
    await next.get(3, 'a')
    expect((await next.health()).incidents).toEqual([])
  })

  test('comes back from the copy, with its revisions', async () => {
    const name = newName()
    const known = await fill(name)
    await copyOut(name, 1_000)
    await destroy(name)
    const backend = open(name)
    expect(await backend.get(3, 'a')).toMatchObject({ key: 'a', value: 'A', revision: known - 1 })
    expect(await backend.get(12, 'b')).toMatchObject({ key: 'b', value: 'B', revision: known })
    expect((await backend.health()).incidents).toMatchObject([{ kind: 'wiped', restored: known, known }])
  })

  test('comes back without structured clones, and says from where on something is missing', async () => {
    const name = newName()
    const before = await fill(name)
    const store = asyncStore(open(name))
    const files = store.namespace('files')
    await files.put('c', new Blob(['c']), { clone: true })
    await files.put('d', 'D')
    const known = (await files.getEntry('d'))?.revision
    await store.close()
    await copyOut(name, 10_000)
    await destroy(name)
    const backend = open(name)
    expect((await backend.getMany(3, ['a', 'c'])).map((row) => row?.value)).toEqual(['A', undefined])
    expect(await asyncStore(backend).namespace('files').getMany(['c', 'd'])).toEqual([undefined, 'D'])
    const [incident] = (await backend.health()).incidents
    expect(incident).toMatchObject({ kind: 'wiped', known })
    expect(incident?.restored).toBeLessThan(known ?? 0)
    expect(incident?.restored).toBeGreaterThanOrEqual(before)
  })

  test('is not copied when its rows have more bytes than asked for', async () => {
    const name = newName()
    await fill(name)
    const database = await answer(indexedDB.open(name))
    const rows = (): IDBObjectStore => database.transaction('rows').objectStore('rows')
    expect(await copyRows(rows(), 3)).toBe(undefined)
    expect((await copyRows(rows(), 4))?.pieces).toHaveLength(1)
    database.close()
  })

  test('is not missed when somebody deletes it on purpose', async () => {
    const name = newName()
    const backend = open(name)
    await backend.commit(put('a', 'A'))
    await destroy(name)
    await backend.close()
    const next = open(name)
    expect(await next.get(1, 'a')).toBe(undefined)
    expect((await next.health()).incidents).toEqual([])
  })
})
