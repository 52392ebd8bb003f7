import type { KvasirError } from '@kvasir/core'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Answer, Method, Request } from './messages.ts'
import { opfsStorage } from './opfs-storage.ts'
import { ANSWERS_WITHIN, WORKS_WITHIN } from './remote-journal.ts'

const PATIENCE = 100
const FRAME = new Uint8Array([1, 2, 3])

beforeEach(() => void vi.useFakeTimers())

/** A worker that answers only what it is told to. */
class SilentWorker extends EventTarget {
  readonly requests: Request[] = []
  isTerminated = false

  postMessage(request: Request, transfer: Transferable[]): void {
    this.requests.push(structuredClone(request, { transfer: transfer as ArrayBuffer[] }))
  }

  terminate(): void {
    this.isTerminated = true
  }

  /** Answers the last request of a method. */
  answer(method: Method, value?: unknown): void {
    this.#send({ id: this.#idOf(method), ok: true, value })
  }

  fail(method: Method, code: KvasirError['code'], failures = 0): void {
    const error = { code, message: 'no', cause: undefined, usage: undefined, quota: undefined }
    this.#send({ id: this.#idOf(method), ok: false, error, failures })
  }

  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }))
  }

  args(method: Method): readonly unknown[] | undefined {
    return this.#last(method)?.args
  }

  #last(method: Method): Request | undefined {
    return this.requests.findLast((request) => request.method === method)
  }

  #idOf(method: Method): number {
    return this.#last(method)?.id ?? expect.unreachable(`${method} was not asked for`)
  }

  #send(data: Answer): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

function create() {
  const worker = new SilentWorker()
  const startWorker = vi.fn(() => worker as unknown as Worker)
  return { worker, startWorker, storage: opfsStorage({ name: 'n', patience: PATIENCE, worker: startWorker }) }
}

async function createLoaded() {
  const created = create()
  const loaded = created.storage.load('memory')
  created.worker.answer('open')
  created.worker.answer('load', { stored: { records: [], snapshot: undefined }, damage: 'some' })
  await loaded
  return created
}

async function failureOf(promise: Promise<unknown>): Promise<KvasirError> {
  return await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KvasirError,
  )
}

describe('a helper worker', () => {
  test('is started by the first call, and gets the name before anything else', () => {
    const { storage, startWorker, worker } = create()
    expect(startWorker).not.toHaveBeenCalled()
    void storage.load('memory')
    expect(worker.requests.map(({ method, args }) => [method, args])).toEqual([
      ['open', [1, 'n', PATIENCE]],
      ['load', ['memory']],
    ])
  })

  test('that is not needed is not started by close', async () => {
    const { storage, startWorker } = create()
    await storage.close()
    expect(startWorker).not.toHaveBeenCalled()
    expect((await failureOf(storage.load('memory'))).code).toBe('CLOSED')
  })

  test('that cannot be started makes the storage UNAVAILABLE', async () => {
    // Node has no Worker of browsers.
    expect((await failureOf(opfsStorage({ name: 'n' }).load('memory'))).code).toBe('UNAVAILABLE')
  })

  test('of which the script does not load makes the storage UNAVAILABLE, for every later call, too', async () => {
    const { storage, worker } = create()
    const failure = failureOf(storage.load('memory'))
    worker.crash('')
    expect((await failure).code).toBe('UNAVAILABLE')
    expect((await failureOf(storage.append(0, FRAME, 'relaxed'))).code).toBe('UNAVAILABLE')
    expect(worker.isTerminated).toBe(true)
  })

  test('of another version is a PROTOCOL_MISMATCH', async () => {
    const { storage, worker } = create()
    const failure = failureOf(storage.load('memory'))
    worker.fail('open', 'PROTOCOL_MISMATCH')
    expect((await failure).code).toBe('PROTOCOL_MISMATCH')
  })

  test('that does not answer a load is given up after patience and some time, with TIMEOUT', async () => {
    const { storage } = create()
    const failure = failureOf(storage.load('memory'))
    await vi.advanceTimersByTimeAsync(WORKS_WITHIN + PATIENCE)
    expect(await failure).toMatchObject({ code: 'TIMEOUT', retryable: true })
  })

  test('that does not answer an append is given up with TIMEOUT, which says that the outcome is unknown', async () => {
    const { storage } = await createLoaded()
    const failure = failureOf(storage.append(0, FRAME, 'relaxed'))
    await vi.advanceTimersByTimeAsync(ANSWERS_WITHIN)
    expect(await failure).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining('unknown') })
  })

  test('that ends leaves appends with TIMEOUT, and everything else with STORAGE_FAILED', async () => {
    const { storage, worker } = await createLoaded()
    const appending = failureOf(storage.append(0, FRAME, 'relaxed'))
    const reading = failureOf(storage.read(0))
    worker.crash('out of memory')
    expect((await appending).code).toBe('TIMEOUT')
    expect((await reading).code).toBe('STORAGE_FAILED')
    expect((await failureOf(storage.append(0, FRAME, 'relaxed'))).code).toBe('STORAGE_FAILED')
  })

  test('that answers too late is not listened to any more', async () => {
    const { storage, worker } = await createLoaded()
    const failure = failureOf(storage.append(0, FRAME, 'relaxed'))
    await vi.advanceTimersByTimeAsync(ANSWERS_WITHIN)
    worker.answer('append', { position: 1, between: { start: 0, records: [] } })
    expect((await failure).code).toBe('TIMEOUT')
  })

  test('is ended by close, also when it does not answer', async () => {
    const { storage, worker } = await createLoaded()
    const failure = failureOf(storage.close())
    expect(worker.isTerminated).toBe(false)
    await vi.advanceTimersByTimeAsync(WORKS_WITHIN + PATIENCE)
    expect((await failure).code).toBe('TIMEOUT')
    expect(worker.isTerminated).toBe(true)
  })
})

describe('an append', () => {
  test('is sent in the call itself, with a copy of the frame and of nothing around it', async () => {
    const { storage, worker } = await createLoaded()
    const around = new Uint8Array([0, 1, 2, 3, 0])
    void storage.append(0, around.subarray(1, 4), 'strict')
    around.fill(9)
    const [after, frame, durability] = worker.args('append') as [number, Uint8Array, string]
    expect([after, [...frame], frame.buffer.byteLength, durability]).toEqual([0, [1, 2, 3], 3, 'strict'])
  })

  test('says how many failed appends its page knows of', async () => {
    const { storage, worker } = await createLoaded()
    const failures = [1, 2].map(() => failureOf(storage.append(0, FRAME, 'relaxed')))
    expect(worker.args('append')?.[3]).toBe(0)
    worker.fail('append', 'QUOTA_EXCEEDED', 2)
    expect((await failures[1])?.code).toBe('QUOTA_EXCEEDED')
    void storage.append(0, FRAME, 'relaxed')
    expect(worker.args('append')?.[3]).toBe(2)
  })
})

describe('an exchange', () => {
  const nothing = { start: 0, records: [] }

  test('decides in the call itself while the page knows the newest record', async () => {
    const { storage, worker } = await createLoaded()
    const decide = vi.fn(() => FRAME)
    const exchanged = storage.exchange(0, decide, 'relaxed')
    expect(decide.mock.calls).toEqual([[nothing]])
    worker.answer('append', { position: 1, between: nothing })
    expect(await exchanged).toBe(1)
    expect(worker.args('read')).toBe(undefined)
  })

  test('reads first when it is unknown whether an append was done', async () => {
    const { storage, worker } = await createLoaded()
    const failure = failureOf(storage.append(0, FRAME, 'relaxed'))
    await vi.advanceTimersByTimeAsync(ANSWERS_WITHIN)
    await failure
    const decide = vi.fn(() => undefined)
    const exchanged = storage.exchange(0, decide, 'relaxed')
    expect(decide).not.toHaveBeenCalled()
    const tail = { start: 0, records: [{ position: 1, frame: FRAME }] }
    worker.answer('read', tail)
    expect(await exchanged).toBe(undefined)
    expect(decide.mock.calls).toEqual([[tail]])
  })
})

test('the damage is known once the journal is loaded', async () => {
  expect(create().storage.damage).toBe(undefined)
  expect((await createLoaded()).storage.damage).toBe('some')
})

test.each([
  ['a name with half a character', { name: '\ud800' }],
  ['a negative patience', { name: 'n', patience: -1 }],
  ['an endless patience', { name: 'n', patience: Infinity }],
])('%s is an INVALID_OPTION', (_, options) => {
  expect(() => opfsStorage(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
})

test('the entry of the worker can be imported in Node, and does nothing there', async () => {
  expect(Object.keys(await import('../opfs-worker.ts'))).toEqual([])
})
