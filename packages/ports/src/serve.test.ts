import { Worker } from 'node:worker_threads'
import {
  type Backend,
  type Batch,
  type Health,
  KvasirError,
  type Row,
  type Scan,
  type SetWrite,
} from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { MAX_UNDER_WAY } from './executor.ts'
import { connect, type Connection, serve } from './index.ts'
import type { Answers, Hello, Requests, ToClient, ToServer } from './messages.ts'
import { VERSIONS } from './versions.ts'

afterEach(() => void vi.useRealTimers())

function set(key: string, value: string | Uint8Array = key): SetWrite {
  const type = typeof value === 'string' ? 'text' : 'bytes'
  return { kind: 'set', space: 1, key, type, value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

const WHOLE: Scan = { space: 1, from: '', to: undefined, limit: 10, reverse: false, select: 'rows' }

const batchOf = (...writes: SetWrite[]): Batch => ({ checks: [], writes })

function channel(): MessageChannel {
  const opened = new MessageChannel()
  onTestFinished(() => {
    opened.port1.close()
    opened.port2.close()
  })
  return opened
}

async function failureOf(promise: Promise<unknown>): Promise<KvasirError> {
  return await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KvasirError,
  )
}

/** Of calls that are answered when the test is over, if at all. */
function leave(...calls: readonly Promise<unknown>[]): void {
  for (const call of calls) call.catch(() => {})
}

/** A backend of which some methods are replaced. */
function backendWith(replaced: Partial<Backend<'async'>>): Backend<'async'> {
  const never = (): never => expect.unreachable()
  const health: Health = { storage: 'none', unsaved: 0, failure: undefined, role: 'peer', incidents: [] }
  return {
    name: 'replaced',
    mode: 'async',
    capabilities: { persistent: false, consistency: 'strong', clone: false, memorySide: false },
    get: never,
    getMany: never,
    scan: never,
    commit: never,
    stat: never,
    onCommit: never,
    flush: never,
    health: () => Promise.resolve(health),
    close: () => Promise.resolve(),
    ...replaced,
  }
}

/** The other end of a port, driven by the test. */
class Peer {
  readonly port: MessagePort
  readonly heard: (ToServer | ToClient)[] = []
  #onMessage = (): void => {}

  constructor(port: MessagePort) {
    this.port = port
    port.addEventListener('message', ({ data }) => {
      this.heard.push(data as ToServer | ToClient)
      this.#onMessage()
    })
    port.start()
  }

  post(message: unknown): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows have one
    this.port.postMessage(message)
  }

  /** The first message that was not taken yet, of this kind; others before it are dropped. */
  async next<K extends (ToServer | ToClient)['kvasir']>(
    kind: K,
  ): Promise<Extract<ToServer | ToClient, { kvasir: K }>> {
    for (;;) {
      const message = this.heard.shift()
      if (message?.kvasir === kind) return message as Extract<ToServer | ToClient, { kvasir: K }>
      if (message !== undefined) continue
      await new Promise<void>((resolve) => {
        this.#onMessage = resolve
      })
    }
  }
}

const SERVED = {
  name: 'by hand',
  mode: 'sync',
  capabilities: { persistent: true, consistency: 'eventual', clone: false, memorySide: false },
  health: { storage: 'opfs', unsaved: 0, failure: undefined, role: 'peer', incidents: [] },
} as const

/** A client and the messages that it exchanges with a server. */
async function clientByHand(
  patience?: number,
): Promise<{ client: Connection; peer: Peer; link: string; epoch: { id: string; term: number } }> {
  const { port1, port2 } = channel()
  const peer = new Peer(port1)
  const connecting = connect(port2, { patience })
  const { link } = await peer.next('hello')
  const epoch = { id: 'one', term: 1 }
  peer.post({ kvasir: 'welcome', link, epoch, ...SERVED })
  return { client: await connecting, peer, link, epoch }
}

const done = (n: number) => ({ n, value: { ok: true, first: 7, last: 7, replaced: [] } })

describe('connecting', () => {
  test('tells name, capabilities and mode of the backend', async () => {
    const { client } = await clientByHand()
    expect([client.name, client.mode, client.servedMode]).toEqual(['by hand', 'async', 'sync'])
    expect(client.capabilities).toEqual({
      persistent: true,
      consistency: 'eventual',
      clone: false,
      memorySide: false,
    })
  })

  test('works although the server begins later, on a port with other messages', async () => {
    const { port1, port2 } = channel()
    const connecting = connect(port2)
    const other = new Peer(port1)
    await other.next('hello')
    port1.postMessage('something else')
    port1.postMessage(null)
    port2.postMessage({ type: 'hello' })
    serve(memory(), port1)
    expect((await connecting).name).toBe('memory')
  })

  test('throws TIMEOUT when nobody serves', async () => {
    vi.useFakeTimers()
    const { port2 } = channel()
    const failure = failureOf(connect(port2, { patience: 1_000 }))
    await vi.advanceTimersByTimeAsync(999)
    await vi.advanceTimersByTimeAsync(1)
    expect(await failure).toMatchObject({ code: 'TIMEOUT', retryable: true })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('goes on while a server is opening', async () => {
    vi.useFakeTimers()
    const { port1, port2 } = channel()
    const peer = new Peer(port1)
    const connecting = connect(port2, { patience: 1_000 })
    const { link } = await peer.next('hello')
    const heard = new Promise((resolve) => port2.addEventListener('message', resolve, { once: true }))
    peer.post({ kvasir: 'opening' })
    await heard
    await vi.advanceTimersByTimeAsync(1_000)
    await peer.next('hello')
    peer.post({ kvasir: 'welcome', link, epoch: { id: 'one', term: 1 }, ...SERVED })
    expect((await connecting).name).toBe('by hand')
  })

  test('is ended by a signal, with its reason', async () => {
    const stop = new AbortController()
    const { port2 } = channel()
    const failure = failureOf(connect(port2, { signal: stop.signal }))
    stop.abort('enough')
    expect(await failure).toBe('enough')
    expect(await failureOf(connect(port2, { signal: stop.signal }))).toBe('enough')
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a patience of %s', async (patience) => {
    expect((await failureOf(connect(channel().port2, { patience }))).code).toBe('INVALID_OPTION')
  })

  test('throws CLOSED when the port closes', async () => {
    const { port1, port2 } = channel()
    const failure = failureOf(connect(port2))
    port1.close()
    expect((await failure).code).toBe('CLOSED')
  })
})

describe('two releases', () => {
  const newer = { min: 9, max: 9 }

  test.each([
    ['protocol', { ...VERSIONS, protocol: newer }],
    ['contract', { ...VERSIONS, contract: newer }],
  ])('with different versions of the %s both get PROTOCOL_MISMATCH', async (_, versions) => {
    const { port1, port2 } = channel()
    const client = new Peer(port1)
    const onMismatch = vi.fn<(error: KvasirError) => void>()
    serve(memory(), port2, { onMismatch })
    client.post({ kvasir: 'hello', link: 'l', versions, known: undefined } satisfies Hello)
    const { link, error } = await client.next('refused')
    expect([link, error.code]).toEqual(['l', 'PROTOCOL_MISMATCH'])
    expect(error.message).toMatch('Reload the other tab or worker')
    expect(onMismatch.mock.calls[0]?.[0]).toMatchObject({ code: 'PROTOCOL_MISMATCH' })
    expect(onMismatch.mock.calls[0]?.[0].message).toMatch('Reload this page or worker')
  })

  test('whose ranges overlap are welcome', async () => {
    const { port1, port2 } = channel()
    const client = new Peer(port1)
    serve(memory(), port2)
    const versions = { protocol: { min: 1, max: 5 }, contract: { min: 0, max: 2 } }
    client.post({ kvasir: 'hello', link: 'l', versions, known: undefined } satisfies Hello)
    expect((await client.next('welcome')).name).toBe('memory')
  })

  test('a client that is refused throws what it was told', async () => {
    const { port1, port2 } = channel()
    const peer = new Peer(port1)
    const failure = failureOf(connect(port2))
    const { link, versions } = await peer.next('hello')
    expect(versions).toEqual(VERSIONS)
    const error = { code: 'PROTOCOL_MISMATCH', message: 'Reload.' }
    peer.post({ kvasir: 'refused', link, epoch: { id: 'x', term: 1 }, error })
    expect(await failure).toMatchObject(error)
  })
})

describe('requests', () => {
  test('of one tick travel in one message, in the order of the calls', async () => {
    const { client, peer } = await clientByHand()
    leave(client.commit(batchOf(set('a'))))
    leave(client.get(1, 'a'))
    leave(client.flush())
    const { requests } = await peer.next('requests')
    expect(requests.map(({ call }) => call.op)).toEqual(['commit', 'get', 'flush'])
    expect(peer.heard).toEqual([])
    leave(client.get(1, 'b'))
    expect((await peer.next('requests')).requests).toHaveLength(1)
  })

  test('are sent and begun in bounded numbers, and all are answered', async () => {
    const { port1, port2 } = channel()
    const engine = memory()
    let underWay = 0
    let most = 0
    const commit = async (batch: Batch) => {
      most = Math.max(most, ++underWay)
      await undefined
      underWay--
      return engine.commit(batch)
    }
    serve(backendWith({ commit }), port1)
    const clients = [await connect(port2), await connect(port2)]
    const count = MAX_UNDER_WAY + 500
    const answers = await Promise.all(
      clients.flatMap((client, c) =>
        Array.from({ length: count }, (_, i) => client.commit(batchOf(set(`${c} ${i}`)))),
      ),
    )
    expect(new Set(answers.map((answer) => answer.ok && answer.first)).size).toBe(2 * count)
    expect(most).toBe(MAX_UNDER_WAY)
  })

  test('leave bytes with their owner, and send no more of a buffer than the part', async () => {
    const { client, peer } = await clientByHand()
    const buffer = new Uint8Array(1_000).fill(7)
    const mark = set('c', buffer.subarray(20, 23))
    const writes = [set('a', buffer.subarray(10, 12)), set('b', buffer)]
    leave(
      client.commit({ checks: [], writes: [...writes, { kind: 'delete', space: 1, key: 'a', mark }] }),
      client.commit({ checks: [], writes: [{ kind: 'delete', space: 1, key: 'a', mark }] }),
    )
    const { requests } = await peer.next('requests')
    const sent = requests.flatMap(({ call }) => (call.op === 'commit' ? call.batch.writes : []))
    const values = sent.map((write) => {
      const made = write.kind === 'delete' ? write.mark : write
      return made?.kind === 'set' ? (made.value as Uint8Array) : undefined
    })
    expect(values.map((value) => value?.buffer.byteLength)).toEqual([2, 1_000, 3, 3])
    expect(values[0]).toEqual(Uint8Array.of(7, 7))
    expect(buffer).toHaveLength(1_000)
  })

  test('for heads are answered whatever a backend gives for a value', async () => {
    const head = {
      key: 'a',
      type: 'bytes',
      revision: 1,
      expiresAt: 0,
      writtenAt: 0,
      metadata: undefined,
    } as const
    const { port1, port2 } = channel()
    serve(backendWith({ scan: () => Promise.resolve([{ ...head, value: '' }]) }), port1)
    const client = await connect(port2)
    expect(await client.scan({ ...WHOLE, select: 'heads' })).toMatchObject([head])
  })

  test('that a backend answers with nonsense throw STORAGE_FAILED', async () => {
    const { port1, port2 } = channel()
    const nonsense = 7 as unknown as readonly Row[]
    serve(backendWith({ scan: () => Promise.resolve(nonsense) }), port1)
    const client = await connect(port2)
    expect(await failureOf(client.scan(WHOLE))).toMatchObject({ code: 'STORAGE_FAILED' })
  })

  test('that cannot be sent throw STORAGE_FAILED', async () => {
    const { client } = await clientByHand()
    const write = { ...set('a'), metadata: (() => {}) as unknown as string }
    expect(await failureOf(client.commit(batchOf(write)))).toMatchObject({ code: 'STORAGE_FAILED' })
  })
})

describe('errors', () => {
  test('cross with all their fields', async () => {
    const { port1, port2 } = channel()
    const thrown = new KvasirError('QUOTA_EXCEEDED', 'Full.', {
      path: '$.a',
      revision: 3,
      usage: 4,
      quota: 5,
      cause: new RangeError('deep'),
    })
    serve(backendWith({ get: () => Promise.reject(thrown) }), port1)
    const failure = await failureOf((await connect(port2)).get(1, 'a'))
    expect(failure).toBeInstanceOf(KvasirError)
    expect({ ...failure, message: failure.message, cause: failure.cause }).toEqual({
      ...thrown,
      message: 'Full.',
      cause: 'RangeError: deep',
    })
  })

  test('that are no KvasirError become STORAGE_FAILED', async () => {
    const { port1, port2 } = channel()
    const get = (): never => {
      throw new TypeError('odd')
    }
    serve(backendWith({ get }), port1)
    const failure = await failureOf((await connect(port2)).get(1, 'a'))
    expect([failure.code, failure.cause]).toEqual(['STORAGE_FAILED', 'TypeError: odd'])
  })

  test('in the health of the backend cross, too', async () => {
    const { port1, port2 } = channel()
    const failure = new KvasirError('QUOTA_EXCEEDED', 'Full.', { quota: 5 })
    const health: Health = { storage: 'opfs', unsaved: 3, failure, role: 'peer', incidents: [] }
    serve(backendWith({ health: () => Promise.resolve(health) }), port1)
    const told = await (await connect(port2)).health()
    expect(told).toMatchObject({ storage: 'opfs', unsaved: 3, role: 'guest' })
    expect(told.failure).toMatchObject({ code: 'QUOTA_EXCEEDED', quota: 5 })
  })
})

describe('a deadline', () => {
  test('that passes without an answer is a TIMEOUT, for each call in its time', async () => {
    const { client } = await clientByHand(1_000)
    vi.useFakeTimers()
    const settled: string[] = []
    const note = (name: string, call: Promise<unknown>) =>
      failureOf(call).then(({ code }) => settled.push(`${name} ${code}`))
    const first = note('first', client.commit(batchOf(set('a'))))
    await vi.advanceTimersByTimeAsync(600)
    const second = note('second', client.get(1, 'a'))
    await vi.advanceTimersByTimeAsync(399)
    expect(settled).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await first
    expect(settled).toEqual(['first TIMEOUT'])
    await vi.advanceTimersByTimeAsync(600)
    await second
    expect(settled).toEqual(['first TIMEOUT', 'second TIMEOUT'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that has passed keeps the server from beginning', async () => {
    const { port1, port2 } = channel()
    const peer = new Peer(port1)
    const engine = memory()
    serve(engine, port2)
    peer.post({ kvasir: 'hello', link: 'l', versions: VERSIONS, known: undefined } satisfies Hello)
    const { epoch } = await peer.next('welcome')
    const request = (n: number, key: string, deadline: number) =>
      ({ n, call: { op: 'commit', batch: batchOf(set(key)) }, deadline }) as const
    const requests = [request(1, 'late', Date.now() - 1), request(2, 'early', Date.now() + 60_000)]
    peer.post({ kvasir: 'requests', link: 'l', epoch, requests } satisfies Requests)
    const { answers } = await peer.next('answers')
    expect(answers).toMatchObject([
      { n: 1, error: { code: 'TIMEOUT' } },
      { n: 2, value: { ok: true } },
    ])
    expect([engine.get(1, 'late'), engine.get(1, 'early')?.value]).toEqual([undefined, 'early'])
  })

  test('that passes shows in the health', async () => {
    const { client } = await clientByHand(1_000)
    vi.useFakeTimers()
    const health = client.health()
    await vi.advanceTimersByTimeAsync(1)
    const commit = failureOf(client.commit(batchOf(set('a'))))
    await vi.advanceTimersByTimeAsync(999)
    expect(await health).toMatchObject({ storage: 'opfs', unsaved: 1, failure: { code: 'TIMEOUT' } })
    await vi.advanceTimersByTimeAsync(1)
    expect((await commit).code).toBe('TIMEOUT')
  })
})

describe('a server that follows another', () => {
  const two = { id: 'two', term: 2 }

  /** The client's hello to the second server, and its welcome. */
  async function follow(peer: Peer, link: string): Promise<void> {
    peer.post({ kvasir: 'ready', epoch: two })
    expect((await peer.next('hello')).known).toEqual(two)
    peer.post({ kvasir: 'welcome', link, epoch: two, ...SERVED })
  }

  test('gets again what was not answered, in order and with the same ids, and then the rest', async () => {
    const { client, peer, link, epoch } = await clientByHand()
    const calls = [
      client.commit(batchOf(set('a'))),
      client.get(1, 'a'),
      client.commit({ ...batchOf(set('b')), id: 'mine' }),
      client.commit(batchOf(set('c'))),
    ]
    leave(...calls)
    const { requests: sent } = await peer.next('requests')
    const ids = sent.map(({ call }) => (call.op === 'commit' ? call.batch.id : undefined))
    expect(new Set(ids).size).toBe(4)
    expect(ids[2]).toBe('mine')
    peer.post({ kvasir: 'answers', link, epoch, answers: [done(sent[0]!.n)] } satisfies Answers)
    await calls[0]
    await follow(peer, link)
    const again = await peer.next('requests')
    expect(again.epoch).toEqual(two)
    expect(again.requests).toEqual([sent[1], { ...sent[2], since: 1 }, { ...sent[3], since: 1 }])
    leave(client.get(1, 'later'))
    expect((await peer.next('requests')).requests[0]?.call).toMatchObject({ key: 'later' })
  })

  test('is the only one whose answers count', async () => {
    const { client, peer, link, epoch } = await clientByHand()
    const got = client.get(1, 'a')
    const { n } = (await peer.next('requests')).requests[0]!
    await follow(peer, link)
    await peer.next('requests')
    peer.post({ kvasir: 'answers', link, epoch, answers: [{ n, value: 'of the old' }] })
    peer.post({ kvasir: 'answers', link, epoch: two, answers: [{ n, value: 'of the new' }] })
    expect(await got).toBe('of the new')
  })

  test('refuses what was meant for another, and applies once what it gets again', async () => {
    const { port1, port2 } = channel()
    const engine = memory()
    const first = serve(engine, port1)
    const client = await connect(port2)
    const peer = new Peer(port1)
    const commits = [client.commit(batchOf(set('a', '1'))), client.commit(batchOf(set('a', '2')))]
    await Promise.all(commits)
    const { requests, epoch, link } = await peer.next('requests')
    await first.close()
    // A client that has not heard the answers, and thinks that the first is still there.
    const { port1: end, port2: other } = channel()
    const resender = new Peer(end)
    serve(engine, other)
    await resender.next('ready')
    resender.post({ kvasir: 'requests', link, epoch, requests } satisfies Requests)
    await resender.next('ready')
    resender.post({ kvasir: 'hello', link, versions: VERSIONS, known: epoch } satisfies Hello)
    const { epoch: newer } = await resender.next('welcome')
    expect(newer.term).toBe(epoch.term + 1)
    const again = requests.map((request) => ({ ...request, since: epoch.term }))
    resender.post({ kvasir: 'requests', link, epoch: newer, requests: again } satisfies Requests)
    const { answers } = await resender.next('answers')
    expect(answers).toMatchObject([{ value: { first: 1 } }, { value: { first: 2 } }])
    expect(engine.commit({ checks: [], writes: [] })).toMatchObject({ last: 2 })
  })

  test('does not repeat a commit whose id may be forgotten', async () => {
    const { port1, port2 } = channel()
    const peer = new Peer(port1)
    serve(memory(), port2)
    peer.post({ kvasir: 'hello', link: 'l', versions: VERSIONS, known: { id: 'x', term: 4 } } satisfies Hello)
    const { epoch } = await peer.next('welcome')
    const request = (n: number, since?: number) => ({
      n,
      call: { op: 'commit' as const, batch: { ...batchOf(set('a')), id: `${n}` } },
      deadline: Date.now() + 60_000,
      ...(since !== undefined && { since }),
    })
    const ask = async (...requests: ReturnType<typeof request>[]) => {
      peer.post({ kvasir: 'requests', link: 'l', epoch, requests } satisfies Requests)
      const answers: unknown[] = []
      while (answers.length < requests.length) answers.push(...(await peer.next('answers')).answers)
      return answers
    }
    const refused = { error: { code: 'TIMEOUT' } }
    const applied = { value: { ok: true } }
    expect(await ask(request(1, 4), request(2, 3))).toMatchObject([refused, applied])
    await ask(...Array.from({ length: 2_047 }, (_, i) => request(10 + i)))
    expect(await ask(request(3, 4))).toMatchObject([applied])
    expect(await ask(request(4, 4))).toMatchObject([refused])
  })

  test('cannot tell what a repeated commit had replaced: that is a TIMEOUT', async () => {
    const { client, peer, link } = await clientByHand()
    const commit = failureOf(client.commit({ ...batchOf(set('a')), replaced: true }))
    const { n } = (await peer.next('requests')).requests[0]!
    await follow(peer, link)
    peer.post({ kvasir: 'answers', link, epoch: two, answers: [done(n)] } satisfies Answers)
    expect((await commit).code).toBe('TIMEOUT')
  })
})

describe('the end', () => {
  test('of a server comes after the answers to what it had accepted', async () => {
    const { port1, port2 } = channel()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: answer, resolve } = Promise.withResolvers<undefined>()
    const get = () => {
      begin()
      return answer
    }
    const server = serve(backendWith({ get }), port1)
    const client = await connect(port2)
    const got = client.get(1, 'a')
    await begun
    const closed = server.close()
    const late = failureOf(client.commit(batchOf(set('a'))))
    resolve(undefined)
    expect(await got).toBe(undefined)
    await closed
    expect((await late).code).toBe('CLOSED')
    expect((await failureOf(client.get(1, 'a'))).code).toBe('CLOSED')
    await client.close()
  })

  test('of the port is a TIMEOUT for what may have been written, and CLOSED for the rest', async () => {
    const { client, peer } = await clientByHand()
    const failures = [
      client.commit(batchOf(set('a'))),
      client.get(1, 'a'),
      client.commit({ checks: [], writes: [] }),
    ].map(failureOf)
    await peer.next('requests')
    peer.port.close()
    expect((await Promise.all(failures)).map(({ code }) => code)).toEqual(['TIMEOUT', 'CLOSED', 'CLOSED'])
    expect((await failureOf(client.commit(batchOf(set('a'))))).code).toBe('CLOSED')
  })

  test('of a client leaves the backend to others', async () => {
    const { port1, port2 } = channel()
    const engine = memory()
    serve(engine, port1)
    const [one, two] = [await connect(port2), await connect(port2)]
    const commit = one.commit(batchOf(set('a')))
    await one.close()
    expect((await commit).ok).toBe(true)
    expect((await two.get(1, 'a'))?.value).toBe('a')
    expect(engine.get(1, 'a')?.value).toBe('a')
  })
})

/** Milliseconds; a thread takes its time to start. */
const PATIENCE = 60_000

describe('a worker thread', { timeout: PATIENCE }, () => {
  const START = `
    import { parentPort } from 'node:worker_threads'
    import { memory } from ${JSON.stringify(import.meta.resolve('@kvasir/memory'))}
    import { serve } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
  `
  const start = (script: string): Worker => {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(START + script)}`))
    onTestFinished(async () => void (await worker.terminate()))
    return worker
  }

  test('serves its parent', async () => {
    const client = await connect(start('serve(memory(), parentPort)'), { patience: PATIENCE })
    await client.commit(batchOf(set('a', Uint8Array.of(1))))
    expect((await client.get(1, 'a'))?.value).toEqual(Uint8Array.of(1))
    await client.close()
  })

  test('that is terminated ends the connection', async () => {
    const silent = '{ ...memory(), name: "silent", health: () => ({}), commit: () => new Promise(() => {}) }'
    const worker = start(`serve(${silent}, parentPort)`)
    const client = await connect(worker, { patience: PATIENCE })
    const commit = failureOf(client.commit(batchOf(set('a'))))
    await worker.terminate()
    expect((await commit).code).toBe('TIMEOUT')
    expect((await failureOf(client.get(1, 'a'))).code).toBe('CLOSED')
  })

  test('that fails before it serves is told with its error', async () => {
    const failure = await failureOf(connect(start('throw new Error("broken")'), { patience: PATIENCE }))
    expect([failure.code, `${failure.cause}`]).toEqual(['CLOSED', 'Error: broken'])
  })
})
