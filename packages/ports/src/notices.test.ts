import { type Backend, type Batch, KvasirError, type SetWrite } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { connect, type Connection, serve, type Server } from './index.ts'
import type { Hello, Subscribe, ToClient, ToServer } from './messages.ts'
import { VERSIONS } from './versions.ts'

function set(key: string): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value: key,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

const batchOf = (...keys: string[]): Batch => ({ checks: [], writes: keys.map(set) })

/** Memory that knows how many listen to it. */
function watched() {
  const engine = memory()
  const { onCommit } = engine
  let listening = 0
  engine.onCommit = (listener) => {
    listening++
    const end = onCommit.call(engine, listener)
    return () => {
      listening--
      end()
    }
  }
  return { engine, listening: () => listening }
}

/** A channel, and the kinds of what was posted to the end of the clients, in its order. */
function channel(): { port1: MessagePort; port2: MessagePort; heard: string[] } {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => {
    port1.close()
    port2.close()
  })
  const heard: string[] = []
  port2.addEventListener('message', ({ data }: MessageEvent<ToClient>) => heard.push(data.kvasir))
  return { port1, port2, heard }
}

async function serving(
  backend: Backend,
): Promise<{ server: Server; client: Connection; port1: MessagePort; port2: MessagePort; heard: string[] }> {
  const opened = channel()
  const server = serve(backend, opened.port1)
  return { server, client: await connect(opened.port2), ...opened }
}

/** Everything that was posted to the server before has arrived there, and what it posted before, here. */
const settled = (client: Connection): Promise<void> => client.flush()

describe('a client', () => {
  test('is told of what was committed while its wish was on the way', async () => {
    const { engine } = watched()
    const { client } = await serving(engine)
    const { promise: told, resolve } = Promise.withResolvers<void>()
    client.onCommit(resolve)
    engine.commit(batchOf('a'))
    await told
    expect((await client.get(1, 'a'))?.value).toBe('a')
  })

  test('is told of what others commit, with other ports or with none', async () => {
    const { engine } = watched()
    const [{ client }, { client: other }] = [await serving(engine), await serving(engine)]
    const listener = vi.fn<() => void>()
    client.onCommit(listener)
    for (const write of [() => engine.commit(batchOf('a')), () => other.commit(batchOf('b'))]) {
      await settled(client)
      listener.mockClear()
      await write()
      await settled(client)
      expect(listener).toHaveBeenCalledTimes(1)
    }
  })

  test('hears nothing without a listener', async () => {
    const { engine } = watched()
    const { client, heard } = await serving(engine)
    await client.commit(batchOf('a'))
    client.onCommit(() => {})()
    await settled(client)
    heard.length = 0
    await client.commit(batchOf('b'))
    expect(heard).toEqual(['answers'])
  })

  test('can end a listener more than once, and have another one', async () => {
    const { engine, listening } = watched()
    const { client } = await serving(engine)
    const end = client.onCommit(() => {})
    end()
    const listener = vi.fn<() => void>()
    client.onCommit(listener)
    end()
    await settled(client)
    expect(listening()).toBe(1)
    listener.mockClear()
    await client.commit(batchOf('a'))
    await settled(client)
    expect(listener).toHaveBeenCalledTimes(1)
  })

  test('that is closed throws CLOSED', async () => {
    const { client } = await serving(memory())
    await client.close()
    expect(() => client.onCommit(() => {})).toThrow(expect.objectContaining({ code: 'CLOSED' }))
  })

  test('asks the server that follows, and hears of no other', async () => {
    const { port1, port2 } = channel()
    const asked: string[] = []
    const links: string[] = []
    const onMessage = vi.fn<() => void>()
    port1.addEventListener('message', ({ data }: MessageEvent<ToServer>) => {
      if (data.kvasir === 'hello') links.push(data.link)
      if (data.kvasir === 'subscribe') asked.push(`${data.epoch.id} ${data.isWanted}`)
      onMessage()
    })
    port1.start()
    const post = (message: ToClient): void => port1.postMessage(message)
    const epochs = { one: { id: 'one', term: 1 }, two: { id: 'two', term: 2 } }
    const welcome = (epoch: keyof typeof epochs): void => {
      const capabilities = {
        persistent: false,
        consistency: 'strong',
        clone: false,
        memorySide: false,
      } as const
      const health = {
        storage: 'none',
        unsaved: 0,
        failure: undefined,
        role: 'peer',
        incidents: [],
      } as const
      const served = { name: 'by hand', mode: 'sync', capabilities, health } as const
      post({ kvasir: 'welcome', link: links[0]!, epoch: epochs[epoch], ...served })
    }
    const connecting = connect(port2)
    await vi.waitFor(() => expect(links).toHaveLength(1))
    welcome('one')
    const client = await connecting
    const listener = vi.fn<() => void>()
    client.onCommit(listener)
    await vi.waitFor(() => expect(asked).toEqual(['one true']))
    post({ kvasir: 'ready', epoch: epochs.two })
    await vi.waitFor(() => expect(links).toHaveLength(2))
    post({ kvasir: 'notice', epoch: epochs.one })
    welcome('two')
    await vi.waitFor(() => expect(asked).toEqual(['one true', 'two true']))
    expect(listener).not.toHaveBeenCalled()
    post({ kvasir: 'notice', epoch: epochs.two })
    await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1))
    await client.close()
    await vi.waitFor(() => expect(asked.at(-1)).toBe('two false'))
  })
})

describe('a server', () => {
  test('listens to its backend while somebody wants it', async () => {
    const { engine, listening } = watched()
    const { client, port2 } = await serving(engine)
    const other = await connect(port2)
    expect(listening()).toBe(0)
    const ends = [client.onCommit(() => {}), client.onCommit(() => {}), other.onCommit(() => {})]
    await settled(client)
    expect(listening()).toBe(1)
    ends[0]?.()
    ends[1]?.()
    await settled(client)
    expect(listening()).toBe(1)
    await other.close()
    await settled(client)
    expect(listening()).toBe(0)
  })

  test('forgets those behind a port that is closed', async () => {
    const { engine, listening } = watched()
    const { client, port1, port2 } = await serving(engine)
    client.onCommit(() => {})
    await settled(client)
    const closed = new Promise((resolve) => port1.addEventListener('close', resolve))
    port2.close()
    await closed
    expect(listening()).toBe(0)
  })

  test('tells once of what is committed in one tick, however many clients a port has', async () => {
    const { engine } = watched()
    const { client, port2, heard } = await serving(engine)
    const other = await connect(port2)
    const listeners = [client, other].map((each) => {
      const listener = vi.fn<() => void>()
      each.onCommit(listener)
      return listener
    })
    await Promise.all([client, other].map(settled))
    heard.length = 0
    for (const listener of listeners) listener.mockClear()
    for (const key of ['a', 'b', 'c']) engine.commit(batchOf(key))
    await settled(client)
    expect(heard).toEqual(['notice', 'answers'])
    for (const listener of listeners) expect(listener).toHaveBeenCalledTimes(1)
  })

  test('tells what is due before it ends, and leaves its backend', async () => {
    const { engine, listening } = watched()
    const { server, client, port1, heard } = await serving(engine)
    client.onCommit(() => {})
    await settled(client)
    heard.length = 0
    engine.commit(batchOf('a'))
    await server.close()
    engine.commit(batchOf('b'))
    port1.postMessage('the last')
    await vi.waitFor(() => expect(heard).toEqual(['notice', 'end', undefined]))
    expect(listening()).toBe(0)
  })

  test('does not take what was meant for another one', async () => {
    const { engine, listening } = watched()
    const { port1, port2 } = channel()
    serve(engine, port2)
    const heard: ToClient[] = []
    port1.addEventListener('message', ({ data }: MessageEvent<ToClient>) => heard.push(data))
    port1.start()
    const post = (message: ToServer): void => port1.postMessage(message)
    post({ kvasir: 'hello', link: 'l', versions: VERSIONS, known: undefined } satisfies Hello)
    await vi.waitFor(() => expect(heard.at(-1)?.kvasir).toBe('welcome'))
    const epoch = { id: 'another', term: 1 }
    post({ kvasir: 'subscribe', link: 'l', epoch, isWanted: true } satisfies Subscribe)
    await vi.waitFor(() => expect(heard.at(-1)?.kvasir).toBe('ready'))
    expect(listening()).toBe(0)
  })

  test('whose backend is closed has its clients read, which says so', async () => {
    const engine = memory()
    const refuse = (): never => {
      throw new KvasirError('CLOSED', 'Closed.')
    }
    const { client } = await serving({
      ...engine,
      name: 'closed',
      onCommit: refuse,
      health: engine.health,
    } as Backend)
    const { promise: told, resolve } = Promise.withResolvers<void>()
    client.onCommit(resolve)
    await told
  })
})
