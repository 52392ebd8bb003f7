import type { KvasirError } from '@kvasir/core'
import { beforeEach, describe, expect, test } from 'vitest'
import { type RescueFile, rescueFile, type RescueHead } from './rescue-file.ts'

const HEAD: RescueHead = { engine: 'memory', generation: 'g', revision: 7, position: 3 }
const PIECES = [Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(100_000).fill(9)]

beforeEach(async () => {
  const root = await navigator.storage.getDirectory()
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true })
})

function fileOf(name: string): RescueFile {
  const file = rescueFile(name)
  if (file === undefined) throw new Error('There is no origin private file system.')
  return file
}

async function folderOf(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  return await (await root.getDirectoryHandle('kvasir')).getDirectoryHandle(name)
}

async function filesIn(name: string): Promise<string[]> {
  const names: string[] = []
  for await (const file of (await folderOf(name)).keys()) names.push(file)
  return names.toSorted()
}

async function bytesOf(name: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await (await folderOf(name)).getFileHandle(file)
  return new Uint8Array(await (await handle.getFile()).arrayBuffer())
}

async function put(name: string, file: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const handle = await (await folderOf(name)).getFileHandle(file, { create: true })
  const stream = await handle.createWritable()
  await stream.write(bytes)
  await stream.close()
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'none',
    (error: unknown) => (error as KvasirError).code,
  )
}

async function* oneByOne(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

/** Runs `script` in a worker, with this module as `rescue`, and answers what it returns. */
async function inWorker(script: string): Promise<unknown> {
  const module = JSON.stringify(new URL('./rescue-file.ts', import.meta.url).href)
  const source = `
    const run = async (rescue) => { ${script} }
    import(${module}).then(run).then((answer) => postMessage({ answer }), (error) => postMessage({ error }))
  `
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  const worker = new Worker(url, { type: 'module' })
  const { answer, error } = await new Promise<{ readonly answer?: unknown; readonly error?: unknown }>(
    (resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data))
      worker.addEventListener('error', reject)
    },
  )
  worker.terminate()
  URL.revokeObjectURL(url)
  if (error !== undefined) throw error
  return answer
}

describe('a rescue file', () => {
  test('answers the state that was written last, from pieces that come at once or one by one', async () => {
    const file = fileOf('state')
    await file.write(HEAD, PIECES)
    expect(await file.read()).toEqual({ head: HEAD, pieces: PIECES })
    await file.write({ ...HEAD, revision: 8 }, oneByOne([]))
    expect(await file.read()).toEqual({ head: { ...HEAD, revision: 8 }, pieces: [] })
    expect(await filesIn('state')).toEqual(['rescue-2'])
  })

  test.each(['', '.', '..', 'a/b', 'my app: größer %'])(
    'belongs to the store named %j alone',
    async (name) => {
      await fileOf('another').write(HEAD, [])
      expect(await fileOf(name).read()).toBe(undefined)
      await fileOf(name).write(HEAD, PIECES)
      await fileOf('another').remove()
      expect(await fileOf(name).read()).toEqual({ head: HEAD, pieces: PIECES })
    },
  )

  test('that was never written, or was removed, is answered with undefined', async () => {
    const file = fileOf('none')
    expect(await file.read()).toBe(undefined)
    await file.remove()
    await file.write(HEAD, PIECES)
    await file.remove()
    expect(await file.read()).toBe(undefined)
    expect(await filesIn('none')).toEqual([])
  })

  test('stays as it was when the pieces fail half-way, and the failure is thrown', async () => {
    const file = fileOf('cut')
    await file.write(HEAD, PIECES)
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(4)
      throw new Error('no more')
    }
    expect(await codeOf(file.write({ ...HEAD, revision: 8 }, failing()))).toBe('STORAGE_FAILED')
    expect(await file.read()).toEqual({ head: HEAD, pieces: PIECES })
    expect(await filesIn('cut')).toEqual(['rescue-1'])
  })

  test('is the one before when the writing of the newest was cut off, whatever its length', async () => {
    const file = fileOf('torn')
    await file.write(HEAD, [Uint8Array.of(1, 2, 3)])
    const whole = await bytesOf('torn', 'rescue-1')
    for (let length = 0; length < whole.length; length += 7) {
      await put('torn', 'rescue-2', whole.slice(0, length))
      expect(await file.read()).toEqual({ head: HEAD, pieces: [Uint8Array.of(1, 2, 3)] })
    }
    await file.write({ ...HEAD, revision: 9 }, [])
    expect((await file.read())?.head.revision).toBe(9)
    expect(await filesIn('torn')).toEqual(['rescue-3'])
  })

  test('that was cut off at the first time is none', async () => {
    const file = fileOf('first')
    await file.write(HEAD, PIECES)
    await put('first', 'rescue-1', (await bytesOf('first', 'rescue-1')).slice(0, 50))
    expect(await file.read()).toBe(undefined)
  })

  test('with any byte changed is DAMAGED, and the one before is taken if there is one', async () => {
    const file = fileOf('damaged')
    await file.write(HEAD, [Uint8Array.of(1, 2, 3)])
    const whole = await bytesOf('damaged', 'rescue-1')
    // But for lengths, which make a file look as if it was cut off, and versions.
    for (const at of [0, 25, whole.length - 1]) {
      const changed = whole.slice()
      changed[at] = (changed[at] as number) ^ 1
      await put('damaged', 'rescue-1', changed)
      expect(await codeOf(file.read())).toBe('DAMAGED')
    }
    await put('damaged', 'rescue-0', whole)
    expect((await file.read())?.head).toEqual(HEAD)
  })

  test('with parts that do not belong together is DAMAGED', async () => {
    const file = fileOf('mixed')
    await file.write(HEAD, [Uint8Array.of(1)])
    const one = await bytesOf('mixed', 'rescue-1')
    await put('mixed', 'rescue-1', new Uint8Array([...one, ...one]))
    expect(await codeOf(file.read())).toBe('DAMAGED')
  })

  test('of a newer version is refused with UNSUPPORTED_DATABASE', async () => {
    const file = fileOf('newer')
    await file.write(HEAD, [])
    const bytes = await bytesOf('newer', 'rescue-1')
    new DataView(bytes.buffer).setUint32(4, 99)
    await put('newer', 'rescue-1', bytes)
    expect(await codeOf(file.read())).toBe('UNSUPPORTED_DATABASE')
  })

  test('is whole after two have written at the same time', async () => {
    const states = [1, 2].map((revision) => ({ ...HEAD, revision }))
    await Promise.all(states.map((head) => fileOf('two').write(head, PIECES)))
    expect(await fileOf('two').read()).toEqual({ head: { ...HEAD, revision: 2 }, pieces: PIECES })
    expect(await filesIn('two')).toHaveLength(1)
  })
})

describe('in a worker', () => {
  test.each([
    ['with streams', ''],
    ['with access handles alone', 'delete FileSystemFileHandle.prototype.createWritable'],
  ])('%s, a rescue file is written for a page to read, and the other way round', async (_, before) => {
    const file = fileOf('worker')
    await file.write({ ...HEAD, revision: 1 }, PIECES)
    const seen = await inWorker(`
      ${before}
      const file = rescue.rescueFile('worker')
      const { head, pieces } = await file.read()
      await file.write({ ...head, revision: head.revision + 1 }, pieces)
      return (await file.read()).head.revision
    `)
    expect(seen).toBe(2)
    expect(await file.read()).toEqual({ head: { ...HEAD, revision: 2 }, pieces: PIECES })
    expect(await filesIn('worker')).toEqual(['rescue-2'])
  })

  test('without streams, a failure half-way leaves the state that was there', async () => {
    const file = fileOf('worker')
    await file.write(HEAD, PIECES)
    const code = await inWorker(`
      delete FileSystemFileHandle.prototype.createWritable
      const pieces = function* () { yield new Uint8Array(3); throw new Error('no more') }
      return await rescue.rescueFile('worker').write({}, pieces()).catch(({ code }) => code)
    `)
    expect(code).toBe('STORAGE_FAILED')
    expect(await file.read()).toEqual({ head: HEAD, pieces: PIECES })
  })
})
