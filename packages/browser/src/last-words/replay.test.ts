import { type Backend, type Batch, type Check, type SetWrite, toAsync, type Write } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { replay } from './replay.ts'
import { type Spoken, toSpoken, type Word } from './word.ts'

const SPACE = 5

function set(key: string, value: string): SetWrite {
  return {
    kind: 'set',
    space: SPACE,
    key,
    type: 'text',
    value,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

function remove(key: string): Write {
  return { kind: 'delete', space: SPACE, key }
}

function clear(from = '', to?: string): Write {
  return { kind: 'deleteRange', space: SPACE, from, to }
}

function at(key: string, revision: number): Check {
  return { kind: 'key', space: SPACE, key, revision }
}

function range(rows: number, revision: number): Check {
  return { kind: 'range', space: SPACE, from: '', to: undefined, rows, revision }
}

function batch(checks: readonly Check[], ...writes: readonly Write[]): Batch {
  return { checks, writes }
}

/** Commits each write as a batch of its own, the first as revision 1. */
async function backendWith(...writes: readonly Write[]): Promise<Backend<'async'>> {
  const backend = toAsync(memory())
  for (const write of writes) await backend.commit(batch([], write))
  return backend
}

async function contents(backend: Backend<'async'>): Promise<Record<string, unknown>> {
  const rows = await backend.scan({
    space: SPACE,
    from: '',
    to: undefined,
    limit: 1000,
    reverse: false,
    select: 'rows',
  })
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
}

/** Words of one page, said one millisecond after another. */
function page(...words: readonly Word[]): Spoken[] {
  return words.map((word, i) => toSpoken(word, i + 1))
}

function takenBack({ id, saidAt, given }: Spoken): Spoken {
  return { id, saidAt, given, word: undefined }
}

describe('a write', () => {
  const A1 = set('a', '1')
  const CASES: readonly {
    claim: string
    store: readonly Write[]
    word: Omit<Word, 'id'>
    outcome: Record<string, string>
  }[] = [
    {
      claim: 'is done when nothing was there',
      store: [],
      word: { at: 0, batches: [batch([], A1)] },
      outcome: { a: '1' },
    },
    {
      claim: 'is done over a row that the page knew',
      store: [set('a', '0')],
      word: { at: 1, batches: [batch([], A1)] },
      outcome: { a: '1' },
    },
    {
      claim: 'is left out when somebody has written the key since',
      store: [set('a', '0'), set('a', 'newer')],
      word: { at: 1, batches: [batch([], A1, set('b', '1'))] },
      outcome: { a: 'newer', b: '1' },
    },
    {
      claim: 'is left out when somebody has deleted the row that the page saw',
      store: [set('a', '0'), remove('a')],
      word: { at: 1, batches: [batch([], A1)], seen: [[1]] },
      outcome: {},
    },
    {
      claim: 'is done when the page saw no row and there is none',
      store: [set('b', '0')],
      word: { at: 1, batches: [batch([], A1)], seen: [[0]] },
      outcome: { a: '1', b: '0' },
    },
    {
      claim: 'is left out when somebody was given the revision that the page gave to it',
      store: [set('b', '0'), set('a', 'theirs')],
      word: { at: 2, batches: [batch([], A1)], seen: [[0]], given: [2] },
      outcome: { a: 'theirs', b: '0' },
    },
    {
      claim: 'is left out when somebody was given a lower one that the page gave to another',
      store: [set('b', '0'), set('a', 'theirs')],
      word: { at: 3, batches: [batch([], set('c', '1'), A1)], given: [2] },
      outcome: { a: 'theirs', b: '0', c: '1' },
    },
    {
      claim: 'that deletes is done to a row that the page knew',
      store: [set('a', '0'), set('b', '0')],
      word: { at: 2, batches: [batch([], remove('a'))] },
      outcome: { b: '0' },
    },
    {
      claim: 'that deletes is left out when somebody has written the key since',
      store: [set('a', '0'), set('a', 'newer')],
      word: { at: 1, batches: [batch([], remove('a'))] },
      outcome: { a: 'newer' },
    },
    {
      claim: 'that clears a range leaves the rows that were written since',
      store: [set('a', '0'), set('b', '0'), set('c', '0'), set('b', 'newer')],
      word: { at: 3, batches: [batch([], clear('a', 'c'))] },
      outcome: { b: 'newer', c: '0' },
    },
    {
      claim: 'is cleared by a later range of its batch, and one after the range is not',
      store: [],
      word: { at: 0, batches: [batch([], A1, set('b', '1'), clear(), set('b', '2'))] },
      outcome: { b: '2' },
    },
    {
      claim: 'that comes twice in a batch is done as the last one says',
      store: [set('a', '0')],
      word: { at: 1, batches: [batch([], A1, set('a', '2'))], seen: [[1, 2]] },
      outcome: { a: '2' },
    },
    {
      claim:
        'that comes twice in a batch is done also when the second one saw the first, and nothing is there',
      store: [],
      word: { at: 1, batches: [batch([], A1, set('a', '2'))], seen: [[0, 1]] },
      outcome: { a: '2' },
    },
    {
      claim: 'of a later batch goes over that of an earlier one',
      store: [set('a', '0')],
      word: { at: 1, batches: [batch([], A1), batch([], set('a', '2'))] },
      outcome: { a: '2' },
    },
  ]

  test.each(CASES)('$claim', async ({ store, word, outcome }) => {
    const backend = await backendWith(...store)
    await replay(backend, [page({ id: 'w', ...word })])
    expect(await contents(backend)).toEqual(outcome)
  })
})

describe('a batch', () => {
  const CASES: readonly {
    claim: string
    store: readonly Write[]
    batches: readonly Batch[]
    given?: readonly number[]
    applied: number
    outcome: Record<string, string>
  }[] = [
    {
      claim: 'is done when its checks hold, whatever is newer than the page',
      store: [set('a', '0'), set('b', '0')],
      batches: [batch([at('a', 1)], set('a', '1'))],
      applied: 1,
      outcome: { a: '1', b: '0' },
    },
    {
      claim: 'is dropped whole when a check does not hold',
      store: [set('a', '0'), set('a', 'newer')],
      batches: [batch([at('a', 1)], set('a', '1'), set('c', '1'))],
      applied: 0,
      outcome: { a: 'newer' },
    },
    {
      claim: 'is done when the range that it has read is as it was',
      store: [set('a', '0'), set('b', '0')],
      batches: [batch([range(2, 2)], set('c', '1'), remove('a'))],
      applied: 1,
      outcome: { b: '0', c: '1' },
    },
    {
      claim: 'is dropped whole when the range that it has read has changed',
      store: [set('a', '0'), set('b', '0'), set('a', 'newer')],
      batches: [batch([range(2, 2)], set('c', '1'))],
      applied: 0,
      outcome: { a: 'newer', b: '0' },
    },
    {
      claim:
        'may have checked a row that an earlier one of the page makes, by the revision that the page gave it',
      store: [set('b', '0'), set('b', 'theirs'), set('b', 'theirs too')],
      batches: [batch([at('a', 0)], set('a', '1')), batch([at('a', 2)], set('a', '2'))],
      given: [2, 3],
      applied: 2,
      outcome: { a: '2', b: 'theirs too' },
    },
    {
      claim: 'is dropped when the row that it has checked was to be made by one that was dropped',
      store: [set('a', '0'), set('b', 'theirs')],
      batches: [batch([at('b', 0)], set('a', '1')), batch([at('a', 2)], set('a', '2'))],
      given: [2, 3],
      applied: 0,
      outcome: { a: '0', b: 'theirs' },
    },
    {
      claim: 'is dropped when somebody was given the revision that it has checked',
      store: [set('b', '0'), set('a', 'theirs')],
      batches: [batch([], set('a', '1')), batch([at('a', 2)], set('c', '1'))],
      given: [2, 3],
      applied: 0,
      outcome: { a: 'theirs', b: '0' },
    },
    {
      claim: 'may have read a range with rows that earlier ones of the page make',
      store: [set('b', '0'), set('b', 'theirs'), remove('b')],
      batches: [batch([], clear(), set('a', '1')), batch([range(1, 3)], set('c', '1'))],
      given: [2, 4],
      applied: 2,
      outcome: { a: '1', c: '1' },
    },
    {
      claim: 'is dropped when it had read a range with what was left out, and without what was left in',
      store: [set('b', '0'), set('c', 'theirs'), remove('c')],
      batches: [batch([at('b', 7)], set('a', '1'), remove('b')), batch([range(1, 2)], set('d', '1'))],
      given: [2, 4],
      applied: 0,
      outcome: { b: '0' },
    },
    {
      claim: 'is dropped when it had read a range that was to be cleared in part by one that was dropped',
      store: [set('x', '0'), set('y', '0'), remove('y')],
      batches: [
        batch([at('x', 7)], clear('x', 'y')),
        batch([], set('c', '1')),
        batch([range(2, 4)], set('d', '1')),
      ],
      given: [3, 4, 5],
      applied: 1,
      outcome: { c: '1', x: '0' },
    },
    {
      claim: 'is dropped when the row that it has checked is of the page, and older than the one that it saw',
      store: [set('b', '0')],
      batches: [
        batch([], set('a', '1')),
        batch([at('b', 7)], set('a', '2')),
        batch([at('a', 3)], set('c', '1')),
      ],
      given: [2, 3, 4],
      applied: 1,
      outcome: { a: '1', b: '0' },
    },
    {
      claim: 'is dropped when it had read a range before an earlier one of the page wrote there',
      store: [set('b', '0')],
      batches: [batch([], set('a', '1')), batch([range(1, 1)], set('c', '1'))],
      applied: 1,
      outcome: { a: '1', b: '0' },
    },
  ]

  test.each(CASES)('$claim', async ({ store, batches, given, applied, outcome }) => {
    const backend = await backendWith(...store)
    const last = given === undefined ? 1 : (given.at(-1) ?? 0) + (batches.at(-1)?.writes.length ?? 0) - 1
    const word: Word = { id: 'w', at: last, batches, ...(given && { given }) }
    expect(await replay(backend, [page(word)])).toBe(applied)
    expect(await contents(backend)).toEqual(outcome)
  })
})

describe('a word', () => {
  const WORD: Word = { id: 'w', at: 0, batches: [batch([], set('a', '1')), batch([], set('b', '1'))] }

  test('that was stored is not replayed', async () => {
    const backend = await backendWith()
    await backend.commit({ checks: [], writes: [set('a', '1'), set('b', '1')], id: 'w' })
    await backend.commit(batch([], remove('a')))
    expect(await replay(backend, [page(WORD)])).toBe(0)
    expect(await contents(backend)).toEqual({ b: '1' })
  })

  test('is replayed once', async () => {
    const backend = await backendWith()
    expect(await replay(backend, [page(WORD)])).toBe(2)
    await backend.commit(batch([], remove('a')))
    expect(await replay(backend, [page(WORD)])).toBe(0)
    expect(await contents(backend)).toEqual({ b: '1' })
  })

  test('is not decided anew after everything of it was left out', async () => {
    const backend = await backendWith(set('b', '0'), set('a', 'theirs'))
    const left = page({ id: 'w', at: 1, batches: [batch([], set('a', '1'))], seen: [[0]] })
    await replay(backend, [left])
    await backend.commit(batch([], remove('a')))
    await replay(backend, [left])
    expect(await contents(backend)).toEqual({ b: '0' })
  })

  test('is not decided anew after it was dropped', async () => {
    const backend = await backendWith(set('a', 'theirs'))
    const left = page({ id: 'w', at: 0, batches: [batch([at('a', 0)], set('a', '1'))] })
    await replay(backend, [left])
    await backend.commit(batch([], remove('a')))
    await replay(backend, [left])
    expect(await contents(backend)).toEqual({})
  })

  test("keeps the id that a user gave to a batch, so that the user's retry is answered and not done again", async () => {
    const backend = await backendWith()
    const retried: Batch = { ...batch([], set('a', '1')), id: 'mine' }
    await replay(backend, [page({ id: 'w', at: 0, batches: [retried] })])
    await backend.commit(batch([], remove('a')))
    expect(await backend.commit(retried)).toMatchObject({ ok: true, first: 1 })
    expect(await contents(backend)).toEqual({})
  })

  test('goes over what its page had stored before, though the page did not know yet as which revision', async () => {
    const backend = await backendWith(set('b', 'theirs'))
    await backend.commit({ checks: [], writes: [set('a', '1')], id: 'v' })
    const [first, second] = page(
      { id: 'v', at: 0, batches: [batch([], set('a', '1'))] },
      { id: 'w', at: 0, batches: [batch([], set('a', '2'))] },
    ) as [Spoken, Spoken]
    await replay(backend, [[takenBack(first), second]])
    expect(await contents(backend)).toEqual({ a: '2', b: 'theirs' })
  })

  test('may have checked a row that its page had stored before by the revision that the page gave it', async () => {
    const backend = await backendWith(set('b', 'theirs'))
    const writes = [set('c', '1'), set('a', '1')]
    await backend.commit({ checks: [], writes, id: 'v' })
    const [first, second] = page(
      { id: 'v', at: 2, batches: [batch([], ...writes)], given: [1] },
      { id: 'w', at: 3, batches: [batch([at('a', 2)], set('a', '2'))], given: [3] },
    ) as [Spoken, Spoken]
    await replay(backend, [[takenBack(first), second]])
    expect(await contents(backend)).toEqual({ a: '2', b: 'theirs', c: '1' })
  })

  test('that was spoken last decides between pages that are replayed together', async () => {
    const early = [toSpoken({ id: 'v', at: 5, batches: [batch([], set('a', 'early'))] }, 100)]
    const late = [toSpoken({ id: 'w', at: 0, batches: [batch([], set('a', 'late'))] }, 200)]
    for (const pages of [
      [early, late],
      [late, early],
    ]) {
      const backend = await backendWith()
      await replay(backend, pages)
      expect(await contents(backend)).toEqual({ a: 'late' })
    }
  })

  test('is judged again when somebody writes while it is replayed', async () => {
    const backend = await backendWith(set('a', '0'))
    let hasCome = false
    const crossed: Backend<'async'> = {
      ...handlesOf(backend),
      commit: async (asked) => {
        if (!hasCome && asked.writes.length > 0) {
          hasCome = true
          await backend.commit(batch([], set('a', 'newer')))
        }
        return await backend.commit(asked)
      },
    }
    expect(await replay(crossed, [page({ id: 'w', at: 1, batches: [batch([], set('a', '1'))] })])).toBe(0)
    expect(hasCome).toBe(true)
    expect(await contents(backend)).toEqual({ a: 'newer' })
  })
})

/** The methods of a backend as an object of its own, for a test to replace some. */
function handlesOf(backend: Backend<'async'>): Backend<'async'> {
  return {
    name: backend.name,
    mode: 'async',
    capabilities: backend.capabilities,
    get: (space, key) => backend.get(space, key),
    getMany: (space, keys) => backend.getMany(space, keys),
    scan: (scan) => backend.scan(scan),
    commit: (asked) => backend.commit(asked),
    stat: (tally) => backend.stat(tally),
    onCommit: (listener) => backend.onCommit(listener),
    flush: () => backend.flush(),
    health: () => backend.health(),
    close: () => backend.close(),
  }
}
