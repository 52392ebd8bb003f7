import { asyncStore, type Backend, type Batch, type KvasirError, type SetWrite } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { shared, type SharedOptions } from './index.ts'
import type { ToClient, ToServer } from './messages.ts'
import { post } from './port.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

let names = 0

/** Rows that outlive their owners, and what the owners did with them. */
class Disk {
  readonly name = `disk ${names++}`
  readonly engine = memory()
  /** `open` and `close`, in their order. */
  readonly log: string[] = []
  readonly #joined: Backend<'async'>[] = []

  /** The newest one. */
  get revision(): number | undefined {
    const answer = this.engine.commit({ checks: [], writes: [] })
    return answer.ok ? answer.last : undefined
  }

  readonly open = (): Backend<'sync'> => {
    this.log.push('open')
    const { engine } = this
    return {
      name: 'disk',
      mode: 'sync',
      capabilities: { persistent: true, consistency: 'strong', clone: false, memorySide: false },
      get: (space, key) => engine.get(space, key),
      getMany: (space, keys) => engine.getMany(space, keys),
      scan: (scan) => engine.scan(scan),
      commit: (batch) => engine.commit(batch),
      stat: (tally) => engine.stat(tally),
      onCommit: (listener) => engine.onCommit(listener),
      flush: () => engine.flush(),
      health: () => engine.health(),
      close: () => void this.log.push('close'),
    }
  }

  async join(options: Partial<SharedOptions> = {}): Promise<Backend<'async'>> {
    const { name, open } = this
    if (this.#joined.length === 0) {
      onTestFinished(async () => {
        for (const backend of this.#joined.reverse()) await backend.close()
      })
    }
    const backend = await shared({ name, open, patience: 60_000, ...options })
    this.#joined.push(backend)
    return backend
  }
}

function set(key: string, value = key): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

const batchOf = (...writes: SetWrite[]): Batch => ({ checks: [], writes })

async function failureOf(promise: Promise<unknown>): Promise<KvasirError> {
  return await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as KvasirError,
  )
}

const roleOf = async (backend: Backend<'async'>): Promise<string> => (await backend.health()).role

/** The next message of this kind among those who share the disk. */
async function heardOn<K extends ToClient['kvasir']>(
  { name }: Disk,
  kind: K,
): Promise<Extract<ToClient, { kvasir: K }>> {
  const channel = new BroadcastChannel(`kvasir:${name}`)
  onTestFinished(() => channel.close())
  return await new Promise((resolve) => {
    channel.addEventListener('message', ({ data }: MessageEvent<ToClient>) => {
      if (data.kvasir === kind) resolve(data as Extract<ToClient, { kvasir: K }>)
    })
  })
}

/** Takes the place of an owner: the test answers, or does not. */
class OwnerByHand {
  readonly epoch = { id: 'by hand', term: 1 }
  readonly #channel: BroadcastChannel
  readonly #heard: (ToServer | ToClient)[] = []
  #release: () => void = () => {}
  #onMessage: () => void = () => {}

  private constructor(name: string) {
    this.#channel = new BroadcastChannel(`kvasir:${name}`)
    this.#channel.addEventListener('message', ({ data }: MessageEvent) => {
      this.#heard.push(data as ToServer | ToClient)
      this.#onMessage()
    })
  }

  static async of(name: string): Promise<OwnerByHand> {
    const owner = new OwnerByHand(name)
    const { promise: granted, resolve } = Promise.withResolvers<void>()
    void navigator.locks.request(`kvasir:${name}:owner`, () => {
      resolve()
      return new Promise<void>((release) => {
        owner.#release = release
      })
    })
    await granted
    return owner
  }

  post(message: ToClient): void {
    post(this.#channel, message)
  }

  async welcome(): Promise<string> {
    const { link } = await this.next('hello')
    this.post({
      kvasir: 'welcome',
      link,
      epoch: this.epoch,
      name: 'by hand',
      mode: 'sync',
      capabilities: { persistent: true, consistency: 'strong', clone: false, memorySide: false },
      health: { storage: 'opfs', unsaved: 0, failure: undefined, role: 'peer', incidents: [] },
    })
    return link
  }

  async next<K extends ToServer['kvasir']>(kind: K): Promise<Extract<ToServer, { kvasir: K }>> {
    for (;;) {
      const message = this.#heard.shift()
      if (message?.kvasir === kind) return message as Extract<ToServer, { kvasir: K }>
      if (message !== undefined) continue
      await new Promise<void>((resolve) => {
        this.#onMessage = resolve
      })
    }
  }

  /** Is gone, without a word. */
  crash(): void {
    this.#channel.close()
    this.#release()
  }
}

describe('sharing', () => {
  test('has one owner, who opens, and guests', async () => {
    const disk = new Disk()
    const members = await Promise.all(Array.from({ length: 5 }, () => disk.join()))
    const roles = await Promise.all(members.map(roleOf))
    expect(roles.toSorted()).toEqual(['guest', 'guest', 'guest', 'guest', 'owner'])
    expect(members.map(({ name }) => name)).toEqual(Array.from(members, () => 'disk'))
    expect(disk.log).toEqual(['open'])
  })

  test('lets nobody starve: eight who count together lose nothing', { timeout: 60_000 }, async () => {
    const disk = new Disk()
    const members = await Promise.all(Array.from({ length: 8 }, () => disk.join()))
    const count = async (member: Backend<'async'>): Promise<void> => {
      const numbers = asyncStore(member).namespace('numbers')
      for (let i = 0; i < 200; i++) await numbers.increment('n')
    }
    await Promise.all(members.map(count))
    expect(await asyncStore(members[0]!).namespace('numbers').get('n')).toBe(8 * 200)
  })

  test('under other names shares nothing', async () => {
    const [one, two] = [await new Disk().join(), await new Disk().join()]
    await one.commit(batchOf(set('a')))
    expect(await two.get(1, 'a')).toBe(undefined)
    expect([await roleOf(one), await roleOf(two)]).toEqual(['owner', 'owner'])
  })

  test('opens once however long that takes, and guests wait for it', async () => {
    vi.useFakeTimers()
    const disk = new Disk()
    const { promise, resolve } = Promise.withResolvers<void>()
    const open = async () => {
      await promise
      return disk.open()
    }
    const joining = [disk.join({ open }), disk.join({ open })]
    for (let i = 0; i < 4; i++) {
      const opening = heardOn(disk, 'opening')
      await vi.advanceTimersByTimeAsync(i === 0 ? 0 : 60_000)
      await opening
    }
    resolve()
    await Promise.all(joining)
    expect(disk.log).toEqual(['open'])
  })

  test('keeps the order of the calls of each', async () => {
    const disk = new Disk()
    const [owner, guest] = [await disk.join(), await disk.join()]
    for (const member of [owner, guest]) {
      const commits = ['1', '2', '3'].map((value) => member.commit(batchOf(set('a', value))))
      const got = member.get(1, 'a')
      const firsts = (await Promise.all(commits)).map((commit) => commit.ok && commit.first)
      expect(firsts).toEqual(firsts.toSorted((a, b) => Number(a) - Number(b)))
      expect((await got)?.value).toBe('3')
    }
  })

  test('throws UNAVAILABLE without Web Locks', async () => {
    vi.stubGlobal('navigator', {})
    expect((await failureOf(new Disk().join())).code).toBe('UNAVAILABLE')
  })

  test('throws what open throws, and lets the next one try', async () => {
    const disk = new Disk()
    const open = () => Promise.reject(new RangeError('no'))
    const failing = failureOf(disk.join({ open }))
    const joining = disk.join()
    expect(await failing).toMatchObject({ code: 'STORAGE_FAILED', cause: new RangeError('no') })
    expect(await roleOf(await joining)).toBe('owner')
  })

  test('is ended by a signal, which leaves the lock to others', async () => {
    const disk = new Disk()
    const hand = await OwnerByHand.of(disk.name)
    const stop = new AbortController()
    const failure = failureOf(disk.join({ signal: stop.signal }))
    stop.abort('enough')
    expect(await failure).toBe('enough')
    const next = disk.join({ whenOwned: 'wait' })
    hand.crash()
    expect(await roleOf(await next)).toBe('owner')
  })
})

describe('when there is an owner', () => {
  test("'error' throws BLOCKED at once", async () => {
    const disk = new Disk()
    await disk.join()
    expect(await failureOf(disk.join({ whenOwned: 'error' }))).toMatchObject({
      code: 'BLOCKED',
      retryable: true,
      message: expect.stringMatching(/^Another store, on this page or in another tab or worker, /u),
    })
    expect(disk.log).toEqual(['open'])
  })

  test("'wait' waits until there is none", async () => {
    const disk = new Disk()
    const owner = await disk.join()
    const waiting = disk.join({ whenOwned: 'wait' })
    await owner.close()
    expect(await roleOf(await waiting)).toBe('owner')
    expect(disk.log).toEqual(['open', 'close', 'open'])
  })

  test("'wait' is ended by a signal", async () => {
    const disk = new Disk()
    await disk.join()
    const stop = new AbortController()
    const failure = failureOf(disk.join({ whenOwned: 'wait', signal: stop.signal }))
    stop.abort('enough')
    expect(await failure).toBe('enough')
  })

  test("where there is none, 'error' and 'wait' become it and serve guests", async () => {
    for (const whenOwned of ['error', 'wait'] as const) {
      const disk = new Disk()
      const owner = await disk.join({ whenOwned })
      const guest = await disk.join()
      await owner.commit(batchOf(set('a')))
      expect((await guest.get(1, 'a'))?.value).toBe('a')
      expect([await roleOf(owner), await roleOf(guest)]).toEqual(['owner', 'guest'])
    }
  })

  test('who answers nobody, it is a TIMEOUT', async () => {
    vi.useFakeTimers()
    const disk = new Disk()
    const hand = await OwnerByHand.of(disk.name)
    const failure = failureOf(disk.join({ patience: 1_000 }))
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await failure).code).toBe('TIMEOUT')
    hand.crash()
  })
})

describe('a change of owners', () => {
  test('happens when the owner closes, after what it had accepted', async () => {
    const disk = new Disk()
    const [owner, guest] = [await disk.join(), await disk.join()]
    const commits = [owner, guest].flatMap((member) =>
      Array.from({ length: 100 }, (_, i) => member.commit(batchOf(set(`${i}`)))),
    )
    await Promise.all([owner.close(), owner.close()])
    expect((await failureOf(owner.get(1, 'a'))).code).toBe('CLOSED')
    const firsts = (await Promise.all(commits)).map((commit) => commit.ok && commit.first)
    expect(new Set(firsts).size).toBe(200)
    expect(disk.revision).toBe(200)
    expect(await roleOf(guest)).toBe('owner')
    expect(disk.log).toEqual(['open', 'close', 'open'])
  })

  test('waits for what the owner has begun for a guest', async () => {
    const disk = new Disk()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: gate, resolve: goOn } = Promise.withResolvers<void>()
    disk.log.push('open')
    const open = (): Backend<'async'> => ({
      name: 'slow',
      mode: 'async',
      capabilities: { persistent: true, consistency: 'strong', clone: false, memorySide: false },
      get: async (space, key) => disk.engine.get(space, key),
      getMany: async (space, keys) => disk.engine.getMany(space, keys),
      scan: async (scan) => disk.engine.scan(scan),
      stat: async (tally) => disk.engine.stat(tally),
      onCommit: (listener) => disk.engine.onCommit(listener),
      flush: () => disk.engine.flush(),
      commit: async (batch) => {
        begin()
        await gate
        disk.log.push('commit')
        return disk.engine.commit(batch)
      },
      health: async () => disk.engine.health(),
      close: async () => void disk.log.push('close'),
    })
    const owner = await disk.join({ open })
    const guest = await disk.join()
    const commit = guest.commit(batchOf(set('a')))
    await begun
    const closed = owner.close()
    // Whatever does not wait happens in this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve))
    goOn()
    await closed
    expect(disk.log.slice(0, 3)).toEqual(['open', 'commit', 'close'])
    expect((await commit).ok).toBe(true)
    expect(disk.revision).toBe(1)
  })

  test('happens when the owner crashes, and what it had not answered is sent again', async () => {
    const disk = new Disk()
    const hand = await OwnerByHand.of(disk.name)
    const joining = [disk.join(), disk.join()]
    await hand.welcome()
    await hand.welcome()
    const members = await Promise.all(joining)
    const commits = members.map((member, i) => member.commit(batchOf(set(`${i}`))))
    const got = members.map((member, i) => member.get(1, `${i}`))
    await hand.next('requests')
    await hand.next('requests')
    hand.crash()
    expect((await Promise.all(commits)).every(({ ok }) => ok)).toBe(true)
    expect((await Promise.all(got)).map((row) => row?.value)).toEqual(['0', '1'])
    expect((await Promise.all(members.map(roleOf))).toSorted()).toEqual(['guest', 'owner'])
  })

  test('applies once what the crashed owner had applied without an answer', async () => {
    const disk = new Disk()
    const hand = await OwnerByHand.of(disk.name)
    const joining = [disk.join(), disk.join()]
    await hand.welcome()
    await hand.welcome()
    const members = await Promise.all(joining)
    const commits = members.map((member, i) => member.commit(batchOf(set(`${i}`))))
    for (let i = 0; i < members.length; i++) {
      for (const { call } of (await hand.next('requests')).requests) {
        if (call.op === 'commit') disk.engine.commit(call.batch)
      }
    }
    hand.crash()
    const firsts = (await Promise.all(commits)).map((commit) => commit.ok && commit.first)
    expect(firsts.toSorted()).toEqual([1, 2])
    expect(disk.revision).toBe(2)
  })

  test('keeps what is called while there is no owner', async () => {
    const disk = new Disk()
    const { promise, resolve } = Promise.withResolvers<void>()
    const owner = await disk.join()
    const open = async () => {
      await promise
      return disk.open()
    }
    const [guest, other] = [await disk.join({ open }), await disk.join()]
    await owner.close()
    const commits = [guest, other].map((member, i) => member.commit(batchOf(set(`${i}`))))
    resolve()
    expect((await Promise.all(commits)).every(({ ok }) => ok)).toBe(true)
    expect([await roleOf(guest), await roleOf(other)]).toEqual(['owner', 'guest'])
  })

  test('to one that cannot open fails what waits, and the next call tries again', async () => {
    const disk = new Disk()
    const owner = await disk.join()
    const { promise: opened, reject } = Promise.withResolvers<Backend>()
    const open = vi.fn<SharedOptions['open']>(disk.open).mockReturnValueOnce(opened)
    const guest = await disk.join({ open })
    await owner.close()
    const failing = failureOf(guest.get(1, 'a'))
    reject(new Error('not yet'))
    const failure = await failing
    expect([failure.code, `${failure.cause}`]).toEqual(['STORAGE_FAILED', 'Error: not yet'])
    expect((await guest.commit(batchOf(set('a')))).ok).toBe(true)
    expect(await roleOf(guest)).toBe('owner')
  })

  test('passes through all who are left', async () => {
    const disk = new Disk()
    const members = await Promise.all(Array.from({ length: 6 }, () => disk.join()))
    let left = members
    while (left.length > 0) {
      await Promise.all(left.map((member) => member.commit(batchOf(set('a')))))
      const roles = await Promise.all(left.map(roleOf))
      expect(roles.filter((role) => role === 'owner')).toHaveLength(1)
      const owner = left[roles.indexOf('owner')]
      await owner?.close()
      left = left.filter((member) => member !== owner)
    }
    expect(disk.revision).toBe(6 + 5 + 4 + 3 + 2 + 1)
  })

  test('ends the old owner when its lock is stolen', async () => {
    const disk = new Disk()
    const [owner, guest] = [await disk.join(), await disk.join()]
    const { promise: stolen, resolve } = Promise.withResolvers<void>()
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    void navigator.locks.request(`kvasir:${disk.name}:owner`, { steal: true }, async () => {
      resolve()
      await held
    })
    await stolen
    await vi.waitFor(() => expect(disk.log).toEqual(['open', 'close']))
    release()
    await Promise.all([owner, guest].map((member) => member.commit(batchOf(set('a')))))
    expect([await roleOf(owner), await roleOf(guest)]).toEqual(['guest', 'owner'])
  })
})

describe('a listener', () => {
  /** Resolves when the backend tells of something. */
  function told(backend: Backend): Promise<void> {
    return new Promise((resolve) => {
      const end = backend.onCommit(() => {
        end()
        resolve()
      })
    })
  }

  test('of the owner and of a guest is told of what each of them commits', async () => {
    const disk = new Disk()
    const members = [await disk.join(), await disk.join()]
    for (const [i, writer] of members.entries()) {
      const [one, two] = members.map((member) => {
        const seen = Promise.withResolvers<void>()
        const end = member.onCommit(async () => {
          if ((await member.get(1, `${i}`)) === undefined) return
          end()
          seen.resolve()
        })
        return seen.promise
      })
      await writer.commit(batchOf(set(`${i}`)))
      await Promise.all([one, two])
    }
  })

  test('hears of the next owner', async () => {
    const disk = new Disk()
    const [owner, ...guests] = [await disk.join(), await disk.join(), await disk.join()]
    const calls = guests.map((guest) => {
      const listener = vi.fn<() => void>()
      guest.onCommit(listener)
      return listener
    })
    await Promise.all(guests.map((guest) => guest.flush()))
    await owner.close()
    await Promise.all(guests.map((guest) => guest.flush()))
    for (const listener of calls) listener.mockClear()
    for (const guest of guests) await guest.commit(batchOf(set('a')))
    await vi.waitFor(() => {
      for (const listener of calls) expect(listener).toHaveBeenCalled()
    })
  })

  test('is told by the next owner of what was written in between', async () => {
    const disk = new Disk()
    const hand = await OwnerByHand.of(disk.name)
    const joining = disk.join()
    await hand.welcome()
    const guest = await joining
    const seen = told(guest)
    await hand.next('subscribe')
    disk.engine.commit(batchOf(set('a')))
    hand.crash()
    await seen
    expect((await guest.get(1, 'a'))?.value).toBe('a')
  })

  test('hears of what it has missed while its page was put aside', async () => {
    const page = new EventTarget()
    vi.stubGlobal('document', page)
    vi.stubGlobal('window', page)
    const disk = new Disk()
    const hand = await OwnerByHand.of(disk.name)
    const joining = disk.join()
    const link = await hand.welcome()
    const guest = await joining
    guest.onCommit(() => {})
    await hand.next('subscribe')
    page.dispatchEvent(new Event('freeze'))
    page.dispatchEvent(new Event('resume'))
    const { epoch } = hand
    expect(await hand.next('subscribe')).toEqual({ kvasir: 'subscribe', link, epoch, isWanted: true })
    hand.crash()
  })

  test('of a member that has left keeps nobody listening', async () => {
    const disk = new Disk()
    const onCommit = vi.spyOn(disk.engine, 'onCommit')
    const owner = await disk.join()
    const guest = await disk.join()
    guest.onCommit(() => {})
    owner.onCommit(() => {})
    await guest.flush()
    await guest.close()
    await owner.close()
    expect(onCommit).toHaveBeenCalledTimes(1)
    expect(() => guest.onCommit(() => {})).toThrow(expect.objectContaining({ code: 'CLOSED' }))
  })
})

describe('an epoch', () => {
  test('has a term above all that guests have heard of', async () => {
    const disk = new Disk()
    const hand = await OwnerByHand.of(disk.name)
    const epoch = { id: 'long ago', term: 40 }
    const joining = disk.join()
    const { link } = await hand.next('hello')
    // The first in the queue has heard of no term.
    const fresh = disk.join()
    hand.post({ kvasir: 'ready', epoch })
    await hand.next('hello')
    hand.crash()
    const [one, two] = await Promise.all([joining, fresh])
    await Promise.all([one, two].map((member) => member.commit(batchOf(set('a')))))
    const heard = heardOn(disk, 'ready')
    const stray = new BroadcastChannel(`kvasir:${disk.name}`)
    onTestFinished(() => stray.close())
    post(stray, { kvasir: 'requests', link, epoch, requests: [] })
    expect((await heard).epoch.term).toBe(41)
  })
})
