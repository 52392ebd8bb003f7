import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Mark, marker } from './marker.ts'

const ITEM = 'kvasir:store:marker'

beforeEach(async () => {
  localStorage.clear()
  const root = await navigator.storage.getDirectory()
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true })
})

function markOf(revision: number): Mark {
  return { generation: 'g', revision, at: revision * 1000 }
}

async function fileInStore(): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory()
  const folder = await (await root.getDirectoryHandle('kvasir')).getDirectoryHandle('store')
  return await folder.getFileHandle('marker')
}

describe('a mark', () => {
  test('is in localStorage within the call, and in a file when it is flushed', async () => {
    const { read, write, flush } = marker('store')
    expect(await read()).toBe(undefined)
    write(markOf(1))
    expect(JSON.parse(localStorage.getItem(ITEM) as string)).toEqual(markOf(1))
    await flush()
    localStorage.clear()
    expect(await read()).toEqual(markOf(1))
  })

  test('is the last of those that were written in a row', async () => {
    const { read, write, flush } = marker('store')
    for (const revision of [1, 2, 3, 4]) write(markOf(revision))
    await flush()
    localStorage.clear()
    expect(await read()).toEqual(markOf(4))
  })

  test('is the newest of those that are there', async () => {
    const { read, write, flush } = marker('store')
    write(markOf(2))
    await flush()
    localStorage.setItem(ITEM, JSON.stringify(markOf(1)))
    expect(await read()).toEqual(markOf(2))
    localStorage.setItem(ITEM, JSON.stringify(markOf(3)))
    expect(await read()).toEqual(markOf(3))
  })

  test.each(['no JSON', '7', '{"generation":1}'])('that reads %s counts as none', async (text) => {
    localStorage.setItem(ITEM, text)
    expect(await marker('store').read()).toBe(undefined)
  })

  test('in a file that is damaged counts as none', async () => {
    const { read, write, flush } = marker('store')
    write(markOf(1))
    await flush()
    localStorage.clear()
    const stream = await (await fileInStore()).createWritable({ keepExistingData: true })
    await stream.write({ type: 'write', position: 30, data: 'x' })
    await stream.close()
    expect(await read()).toBe(undefined)
  })

  test('that was forgotten is gone from everywhere, also while it is being written', async () => {
    const { read, write, flush, forget } = marker('store')
    write(markOf(1))
    write(markOf(2))
    await forget()
    await flush()
    expect(await read()).toBe(undefined)
    await forget()
  })

  test('is kept in the file alone where localStorage is denied', async () => {
    const denied = vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError')
    })
    const { read, write, flush } = marker('store')
    write(markOf(1))
    await flush()
    expect(await read()).toEqual(markOf(1))
    denied.mockRestore()
    expect(localStorage.length).toBe(0)
  })
})

test('a worker sees the mark of a page, and the page that of a worker', async () => {
  const { read, write, flush } = marker('store')
  write(markOf(1))
  await flush()
  const module = JSON.stringify(new URL('./marker.ts', import.meta.url).href)
  const source = `
    import(${module}).then(async ({ marker }) => {
      const { read, write, flush } = marker('store')
      const mark = await read()
      write({ ...mark, revision: 2, at: 2000 })
      await flush()
      postMessage(mark)
    })
  `
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(url, { type: 'module' })
  const seen = await new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data))
    worker.addEventListener('error', reject)
  })
  worker.terminate()
  URL.revokeObjectURL(url)
  expect(seen).toEqual(markOf(1))
  expect(await read()).toEqual({ generation: 'g', revision: 2, at: 2000 })
})
