import { rich } from '@kvasir/core/rich'
import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'
import { all } from '../steps.ts'
import { type AnyStore, SUBJECT } from '../world.ts'

interface Ring {
  readonly name: string
  self: Ring | undefined
}

function ring(): Ring {
  const made: Ring = { name: 'ring', self: undefined }
  made.self = made
  return made
}

function views(): unknown {
  const buffer = new Uint8Array([1, 2, 3, 4]).buffer
  return {
    deep: [{ floats: new Float32Array([0.5]) }, new Map([['shorts', new Int16Array(buffer)]])],
    buffer,
  }
}

const CLONE = { clone: true }

function canClone(store: AnyStore): boolean {
  return store.backend.capabilities.clone
}

/** What neither JSON nor the rich codec holds, and what the platform clones. */
export function cloneValueTests({ test, expect }: StoreSuite): void {
  test('a value that only a clone holds is refused by a backend that keeps none, and nothing changes', async ({
    store,
    kv,
  }) => {
    if (canClone(store)) return
    await kv.put('a', 'old')
    for (const write of [
      () => kv.put('a', ring(), CLONE),
      () => kv.put('b', new Blob(), CLONE),
      () =>
        kv.putMany(
          [
            ['a', 1],
            ['b', new Error('no')],
          ],
          CLONE,
        ),
    ]) {
      const error = await failureOf(write)
      expect(error.code).toBe('INVALID_VALUE')
      expect(error.message.includes('memory and indexeddb')).toBe(true)
    }
    expect(await all(kv.entries())).toEqual([['a', 'old']])
  })

  test('a value that needs no clone is stored as ever, on every backend', async ({ kv }) => {
    await kv.put('n', 1, CLONE)
    await kv.putMany(
      [
        ['text', '1'],
        ['bytes', new Uint8Array([1])],
      ],
      CLONE,
    )
    expect(await kv.increment('n')).toBe(2)
    expect(await kv.getMany(['text', 'bytes'])).toStrictEqual(['1', new Uint8Array([1])])
  })

  test('without the option it is refused with its path, and told of the option where that would do', async ({
    store,
    kv,
    storeWith,
  }) => {
    for (const namespace of [kv, storeWith({ rich }).namespace(SUBJECT)]) {
      const error = await failureOf(() => namespace.put('a', { me: ring() }))
      expect([error.code, error.path]).toEqual(['INVALID_VALUE', '$.me.self'])
      expect(error.message.includes('{ clone: true }')).toBe(canClone(store))
    }
    expect(await kv.has('a')).toBe(false)
  })

  test('blobs, files, errors, cycles and views come back as they were, however they are read', async ({
    store,
    kv,
    storeWith,
  }) => {
    if (!canClone(store)) return
    const file = new File(['file'], 'a.txt', { type: 'text/plain', lastModified: 5 })
    const error = new RangeError('too far', { cause: 7 })
    for (const namespace of [kv, storeWith({ rich }).namespace(SUBJECT)]) {
      await namespace.put('blob', new Blob(['blob'], { type: 'x/y' }), CLONE)
      await namespace.putMany(
        [
          ['error', error],
          ['file', { file }],
          ['ring', ring()],
          ['views', views()],
        ],
        CLONE,
      )
      const entries = (await namespace.list()).entries.map(({ key, value }) => [key, value])
      for (const read of [entries, await all(namespace.entries())]) {
        const { blob, error: thrown, file: holder, ring: loop, views: nested } = Object.fromEntries(read)
        expect([blob instanceof Blob, blob.type, await blob.text()]).toEqual([true, 'x/y', 'blob'])
        expect([thrown instanceof RangeError, thrown.message, thrown.cause]).toEqual([true, 'too far', 7])
        const { name, type, lastModified } = holder.file
        expect([name, type, lastModified, await holder.file.text()]).toEqual([
          'a.txt',
          'text/plain',
          5,
          'file',
        ])
        expect([loop.name, loop.self === loop]).toEqual(['ring', true])
        expect(nested).toStrictEqual(views())
      }
      expect(((await namespace.get('ring')) as Ring).name).toBe('ring')
      const { value } = (await namespace.getEntry('blob'))!
      expect(await (value as Blob).text()).toBe('blob')
      await namespace.clear()
    }
  })

  test('a key that cannot be exported comes back and still signs', async ({ store, kv }) => {
    const { subtle } = globalThis.crypto
    // Only for pages that were served over https or from localhost.
    if (!canClone(store) || subtle === undefined) return
    const hmac: HmacKeyGenParams = { name: 'HMAC', hash: 'SHA-256' }
    const key = await subtle.generateKey(hmac, false, ['sign'])
    await kv.put('key', { key }, CLONE)
    const read = (await kv.get('key')) as { key: CryptoKey }
    const data = new Uint8Array([1, 2, 3])
    expect(read.key.extractable).toBe(false)
    expect(await subtle.sign(hmac, read.key, data)).toEqual(await subtle.sign(hmac, key, data))
  })

  test('changing a clone after the put, or after reading it, changes nothing stored', async ({
    store,
    kv,
  }) => {
    if (!canClone(store)) return
    const made = { ...ring(), list: [1] }
    const writing = [kv.put('a', [made, ring()], CLONE), kv.putMany([['b', [made, ring()]]], CLONE)]
    made.list.push(2)
    await Promise.all(writing)
    for (const key of ['a', 'b']) {
      const listIn = async (): Promise<number[]> => ((await kv.get(key)) as [{ list: number[] }])[0].list
      const list = await listIn()
      expect(list).toEqual([1])
      list.push(3)
      expect(await listIn()).toEqual([1])
    }
  })

  test('what the platform does not clone is refused with why, and nothing is written', async ({
    store,
    kv,
  }) => {
    if (!canClone(store)) return
    await kv.put('a', ring(), CLONE)
    const before = (await kv.getEntry('a'))?.revision
    for (const value of [() => 1, { deep: Symbol('s') }, [Promise.resolve(1)]]) {
      const error = await failureOf(() => kv.put('a', value, CLONE))
      expect(error.code).toBe('INVALID_VALUE')
      expect((error.cause as Error).name).toBe('DataCloneError')
      expect(
        await codeOf(() =>
          kv.putMany(
            [
              ['b', 1],
              ['a', value],
            ],
            CLONE,
          ),
        ),
      ).toBe('INVALID_VALUE')
    }
    expect((await kv.getEntry('a'))?.revision).toBe(before)
    expect(await kv.count()).toBe(1)
  })

  test('a clone is no number, and update may change it and give it back', async ({ store, kv }) => {
    if (!canClone(store)) return
    await kv.put('a', ring(), { ...CLONE, metadata: 'kept' })
    expect(await codeOf(() => kv.increment('a'))).toBe('NOT_A_NUMBER')
    await kv.update('a', (current) => Object.assign(current as Ring, { more: new Error('e') }))
    const entry = await kv.getEntry('a')
    const changed = entry?.value as Ring & { more: Error }
    expect([changed.self === changed, changed.more.message, entry?.metadata]).toEqual([true, 'e', 'kept'])
    expect(await codeOf(() => kv.update('a', () => () => 1))).toBe('INVALID_VALUE')
    expect(await kv.update('a', () => 1)).toBe(1)
    expect(await kv.increment('a')).toBe(2)
    expect(await codeOf(() => kv.update('a', () => ring()))).toBe('INVALID_VALUE')
  })

  test('a transaction sees its own clones, and commits them', async ({ store, kv, transact }) => {
    if (!canClone(store)) return
    await transact(kv, function* (tx) {
      yield tx.put('a', ring(), CLONE)
      const own = (yield tx.get('a')) as Ring
      expect(own.self === own).toBe(true)
    })
    const loop = (await kv.get('a')) as Ring
    expect(loop.self === loop).toBe(true)
  })

  test('a blob counts with its size', async ({ store, kv }) => {
    if (!canClone(store)) return
    await kv.put('a', 'x')
    const bytes = async (): Promise<number> =>
      (await store.namespaces()).find(({ name }) => name === SUBJECT)?.bytes ?? Number.NaN
    const before = await bytes()
    await kv.put('b', new Blob(['12345']), CLONE)
    expect((await bytes()) - before).toBe(1 + 5)
  })
}

export function keptCloneTests({ testWith, expect }: StoreSuite): void {
  testWith('reopen', 'structured clones are there after a reopening', async ({ store, kv, reopen }) => {
    if (!canClone(store)) return
    await kv.putMany(
      [
        ['blob', new Blob(['blob'])],
        ['error', new Error('e')],
        ['ring', ring()],
        ['views', views()],
      ],
      CLONE,
    )
    const again = (await reopen()).namespace<unknown>(SUBJECT)
    expect(await ((await again.get('blob')) as Blob).text()).toBe('blob')
    expect(((await again.get('error')) as Error).message).toBe('e')
    const loop = (await again.get('ring')) as Ring
    expect(loop.self === loop).toBe(true)
    expect(await again.get('views')).toStrictEqual(views())
  })
}
