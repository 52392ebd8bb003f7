import type { StoreSuite } from '../describe-store.ts'
import { brief, briefUntil, take } from '../changes.ts'
import { codeOf } from '../failure.ts'
import { wait } from '../steps.ts'

export function watchTests({ test, testWith, expect }: StoreSuite): void {
  test('a name that is no option of watch, subscribe or changes throws INVALID_OPTION', async ({ kv }) => {
    // What cannot be watched refuses that before it looks at the options.
    await kv.watch().return?.()
    const calls: readonly ((options: object) => unknown)[] = [
      (options) => kv.watch(options),
      (options) => kv.subscribe(() => undefined, options),
      (options) => kv.changes(options),
    ]
    for (const call of calls) expect(await codeOf(() => call({ frm: 0 }))).toBe('INVALID_OPTION')
  })

  test('a watch tells what is written from its call on, and not what was there', async ({ kv }) => {
    await kv.put('old', 1)
    const changes = kv.watch()
    const revision = await kv.put('a', { one: 1 }, { metadata: 'm' })
    const [change] = await take(changes, 1)
    expect(change).toStrictEqual({
      operation: 'put',
      key: 'a',
      value: { one: 1 },
      entry: await kv.getEntry('a'),
      previous: undefined,
      revision,
      origin: 'store',
    })
    await changes.return?.()
  })

  test('a watch in the same breath as the first write to a namespace tells of it', async ({ kv }) => {
    const changes = kv.watch()
    const put = kv.put('a', 1)
    expect((await take(changes, 1)).map(brief)).toEqual(['put a=1'])
    await put
    await changes.return?.()
  })

  test('deletions are told: of one key, of several, of a range, and none where there was nothing', async ({
    kv,
  }) => {
    await kv.putMany(['a', 'b', 'c', 'd'].map((key) => [key, 1]))
    const changes = kv.watch()
    await kv.delete('a')
    await kv.delete('none')
    await kv.deleteMany(['b', 'none'])
    await kv.clear({ start: 'c', end: 'd' })
    await kv.clear()
    await kv.put('end', 1)
    expect(await briefUntil(changes, 'end')).toEqual(['delete a', 'delete b', 'clear c..d', 'clear ..'])
    await changes.return?.()
  })

  test('a watch from 0 tells every entry first, in the order of writing', async ({ kv }) => {
    for (const key of ['c', 'a', 'b', 'gone']) await kv.put(key, 1)
    await kv.put('a', 2)
    await kv.delete('gone')
    const changes = kv.watch({ from: 0 })
    expect((await take(changes, 3)).map(brief)).toEqual(['put c=1', 'put b=1', 'put a=2'])
    await kv.delete('c')
    await kv.put('d', 1)
    expect((await take(changes, 2)).map(brief)).toEqual(['delete c', 'put d=1'])
    await changes.return?.()
  })

  test('a watch from a revision tells what was written and deleted since', async ({ kv }) => {
    await kv.put('a', 1)
    const from = await kv.put('b', 1)
    await kv.put('c', 1)
    await kv.put('c', 2)
    await kv.delete('a')
    const changes = kv.watch({ from })
    const told = await take(changes, 2)
    expect(told.map(brief)).toEqual(['put c=2', 'delete a'])
    const last = kv.watch({ from: told[0]!.revision })
    expect((await take(last, 1)).map(brief)).toEqual(['delete a'])
    await changes.return?.()
    await last.return?.()
  })

  test('a watch of a key, a prefix or a range tells of that alone', async ({ kv }) => {
    const watches = [{ key: 'a/1' }, { prefix: 'a/' }, { start: 'a/2', end: 'b' }].map((each) =>
      kv.watch(each),
    )
    const next = async (...counts: number[]): Promise<string[][]> =>
      await Promise.all(
        watches.map(async (changes, i) => (await take(changes, counts[i] as number)).map(brief)),
      )
    for (const each of ['a', 'a/1', 'a/1\0', 'a/2', 'b', '\u{10000}']) await kv.put(each, 1)
    expect(await next(1, 3, 1)).toEqual([
      ['put a/1=1'],
      ['put a/1=1', 'put a/1\0=1', 'put a/2=1'],
      ['put a/2=1'],
    ])
    await kv.delete('a/1')
    await kv.clear({ end: 'a/2' })
    expect(await next(2, 2, 0)).toEqual([['delete a/1', 'delete a/1'], ['delete a/1', 'clear a/..a/2'], []])
    await kv.clear({ start: 'a/10' })
    await kv.putMany(['a/1', 'a/2'].map((each) => [each, 2]))
    expect(await next(1, 3, 2)).toEqual([
      ['put a/1=2'],
      ['clear a/10..a0', 'put a/1=2', 'put a/2=2'],
      ['clear a/2..b', 'put a/2=2'],
    ])
    for (const changes of watches) await changes.return?.()
  })

  test('a watch asks for a key or a range, and for a revision', async ({ kv }) => {
    // What cannot be watched refuses that before it looks at the options.
    await kv.watch().return?.()
    const refused = [
      { key: 'a', prefix: 'a' },
      { key: 'a', end: 'b' },
      { from: -1 },
      { from: 1.5 },
      { from: NaN },
    ]
    for (const options of refused) expect(await codeOf(() => kv.watch(options))).toBe('INVALID_OPTION')
    expect(await codeOf(() => kv.watch({ key: '\ud800' }))).toBe('INVALID_KEY')
    expect(await codeOf(() => kv.watch({ prefix: '\ud800' }))).toBe('INVALID_KEY')
  })

  test('the value before is told to who asks for it', async ({ kv }) => {
    await kv.put('a', 1)
    await kv.put('b', 1)
    const changes = kv.watch({ previous: true })
    await kv.put('a', 2)
    expect((await take(changes, 1)).map(previousOf)).toEqual(['put a 1'])
    await kv.delete('a')
    await kv.put('c', 3)
    expect((await take(changes, 2)).map(previousOf)).toEqual(['delete a 2', 'put c undefined'])
    await kv.clear()
    expect((await take(changes, 2)).map(previousOf).sort()).toEqual(['delete b 1', 'delete c 3'])
    await changes.return?.()
  })

  test('a watch from a revision tells the values of then, and misses no deletion', async ({ kv }) => {
    await kv.put('a', 1)
    const from = await kv.put('b', 1)
    await kv.put('b', 2)
    await kv.put('c', 1)
    const changes = kv.watch({ from, previous: true })
    expect((await take(changes, 2)).map(previousOf)).toEqual(['put b undefined', 'put c undefined'])
    await kv.put('a', 2)
    expect((await take(changes, 1)).map(previousOf)).toEqual(['put a 1'])
    await changes.return?.()
    await kv.clear()
    const later = kv.watch({ from, previous: true })
    expect((await take(later, 1)).map(brief)).toEqual(['clear ..'])
    await later.return?.()
  })

  test('what a transaction writes is told in its order, the last state of each key at the end', async ({
    kv,
    transact,
  }) => {
    await kv.putMany(['a', 'b', 'c'].map((key) => [key, 1]))
    const changes = kv.watch()
    await transact(kv, function* (tx) {
      yield* wait(tx.delete('a'))
      yield* wait(tx.clear({ prefix: 'b' }))
      yield* wait(tx.put('a', 2))
      yield* wait(tx.put('c', 2))
      yield* wait(tx.put('b', 2))
      yield* wait(tx.delete('c'))
      yield* wait(tx.put('end', 1))
    })
    const told = await briefUntil(changes, 'end')
    expect([told.findLast(isOf('a')), told.findLast(isOf('b')), told.findLast(isOf('c'))]).toEqual([
      'put a=2',
      'put b=2',
      'delete c',
    ])
    expect(told.indexOf('clear b..c') < told.indexOf('put b=2')).toBe(true)
    await changes.return?.()
  })

  test('what a transaction undoes is not told', async ({ kv, transact }) => {
    await kv.put('a', 1)
    const changes = kv.watch()
    const code = await codeOf(() =>
      transact(kv, function* (tx) {
        yield* wait(tx.put('a', 2))
        yield* wait(tx.delete('a'))
        yield* wait(tx.increment('n', NaN))
      }),
    )
    expect(code).toBe('INVALID_OPTION')
    await kv.put('end', 1)
    expect(await briefUntil(changes, 'end')).toEqual([])
    await changes.return?.()
  })

  test('whoever reads slowly is told the last of each key, in the order of the revisions', async ({ kv }) => {
    const changes = kv.watch({ previous: true })
    const keys = Array.from({ length: 300 }, (_, i) => `${i}`)
    for (let round = 0; round < 4; round++) await kv.putMany(keys.map((key) => [key, round]))
    await kv.deleteMany(keys.slice(0, 290))
    await kv.put('end', 1)
    const last = new Map<string, unknown>()
    const revisions: number[] = []
    for await (const change of changes) {
      revisions.push(change.revision)
      if (change.operation === 'clear') throw new Error('Nothing was cleared.')
      if (change.key === 'end') break
      last.set(change.key, change.operation === 'put' ? change.value : change.operation)
    }
    expect([...last.values()].filter((value) => value === 'delete').length).toBe(290)
    expect(keys.slice(290).map((key) => last.get(key))).toEqual(keys.slice(290).map(() => 3))
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b))
    expect(revisions.length < 400).toBe(true)
  })

  test('several watches are told each for itself', async ({ kv }) => {
    const [fast, slow] = [kv.watch(), kv.watch()]
    for (let i = 0; i < 3; i++) {
      await kv.put('a', i)
      expect((await take(fast, 1)).map(brief)).toEqual([`put a=${i}`])
    }
    expect((await take(slow, 1)).map(brief)).toEqual(['put a=2'])
    await fast.return?.()
    await kv.put('a', 3)
    expect((await take(slow, 1)).map(brief)).toEqual(['put a=3'])
    await slow.return?.()
  })

  test('who made a change is told: this store also for what it wrote before it was watched', async ({
    kv,
  }) => {
    await kv.put('a', 1)
    await kv.put('b', 1)
    const changes = kv.watch({ from: 0 })
    expect((await take(changes, 2)).map(({ origin }) => origin)).toEqual(['store', 'store'])
    await changes.return?.()
  })

  testWith(
    'another',
    'what another connection writes is told, as from elsewhere',
    async ({ kv, another }) => {
      await kv.put('mine', 1)
      const changes = kv.watch()
      const theirs = (await another()).namespace('kv')
      const next = take(changes, 1)
      // Answered once the watch has begun: what others write before that is not of its time.
      await kv.get('mine')
      await theirs.put('a', 1)
      expect((await next).map((change) => [brief(change), change.origin])).toEqual([['put a=1', 'elsewhere']])
      await kv.put('b', 1)
      expect((await take(changes, 1)).map((change) => [brief(change), change.origin])).toEqual([
        ['put b=1', 'store'],
      ])
      await theirs.deleteMany(['a', 'mine'])
      expect((await take(changes, 2)).map((change) => [brief(change), change.origin])).toEqual([
        ['delete a', 'elsewhere'],
        ['delete mine', 'elsewhere'],
      ])
      await changes.return?.()
    },
  )
}

function previousOf(change: Awaited<ReturnType<typeof take>>[number]): string {
  return change.operation === 'clear'
    ? brief(change)
    : `${change.operation} ${change.key} ${String(change.previous)}`
}

function isOf(key: string): (told: string) => boolean {
  return (told) => told.startsWith(`put ${key}`) || told === `delete ${key}`
}
