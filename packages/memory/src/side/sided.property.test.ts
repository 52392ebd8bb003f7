import {
  type Backend,
  type Batch,
  type Check,
  type Commit,
  KvasirError,
  type Row,
  type SetWrite,
  toAsync,
  type Write,
} from '@kvasir/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memory, withMemorySide } from '../index.ts'

const RUNS = 400
/** Two spaces on each side; the second takes the marks of the first. */
const SPACES = [1, 2, -4, -3]
const KEYS = ['', 'a', 'b']
/** Whoever asks for this key beneath is told that the storage fails. */
const FAILING = { kind: 'key', space: 1, key: 'failing', revision: 0 } as const

const space = fc.constantFrom(...SPACES)
const key = fc.constantFrom(...KEYS)
const span = fc.record({ space, from: key, to: fc.option(key, { nil: undefined }) })

let values = 0
const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(space, key).map(([at, k]) => set(at, k)) },
  {
    weight: 1,
    arbitrary: fc.tuple(space, key).map(([at, k]) => ({ kind: 'delete', space: at, key: k }) as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(1, -4), key, key)
      .map(([at, k, mark]) => ({ kind: 'delete', space: at, key: k, mark: set(at + 1, mark) }) as const),
  },
  { weight: 1, arbitrary: span.map((range) => ({ kind: 'deleteRange', ...range }) as const) },
)

/** Checks that say the same whatever the numbers are. */
const check: fc.Arbitrary<Check> = fc.oneof(
  fc.tuple(space, key).map(([at, k]) => ({ kind: 'key', space: at, key: k, revision: 0 }) as const),
  fc
    .tuple(span, fc.nat({ max: 3 }))
    .map(([range, rows]) => ({ kind: 'range', ...range, rows, revision: 1e9 }) as const),
)

const step = fc.record({
  checks: fc.oneof(fc.constant<Check[]>([]), fc.array(check, { maxLength: 2 })),
  writes: fc.array(write, { maxLength: 4 }),
  fails: fc.constantFrom(false, false, false, true),
  /** What is read after it, without waiting. */
  look: fc.tuple(space, key),
  /** How long the backend takes, and whether the caller waits. */
  delay: fc.nat({ max: 6 }),
  waits: fc.constantFrom(false, false, true),
})

function set(at: number, k: string): SetWrite {
  const value = `${values++}`
  return {
    kind: 'set',
    space: at,
    key: k,
    type: 'text',
    value,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

/** A backend that takes its time, keeps the order of what it is asked, and sometimes fails. */
function slow(delays: () => number, consistency: 'strong' | 'eventual'): Backend<'async'> {
  const rows = toAsync(memory())
  let last: Promise<unknown> = Promise.resolve()
  const later = <T>(fails: boolean, job: () => Promise<T>): Promise<T> => {
    const ticks = delays()
    const answer = last.then(async () => {
      for (let i = 0; i < ticks; i++) await undefined
      if (fails) throw new KvasirError('STORAGE_FAILED', 'The disk is gone.')
      return await job()
    })
    last = answer.catch(() => undefined)
    return answer
  }
  return {
    name: 'slow',
    mode: 'async',
    capabilities: { persistent: true, consistency, memorySide: false, clone: false },
    get: (at, k) => later(k === FAILING.key, () => rows.get(at, k)),
    getMany: (at, keys) => later(false, () => rows.getMany(at, keys)),
    scan: (scan) => later(false, () => rows.scan(scan)),
    stat: (tally) => later(false, () => rows.stat(tally)),
    commit: (batch) =>
      later(
        batch.checks.some((each) => each.kind === 'key' && each.key === FAILING.key),
        () => rows.commit(batch),
      ),
    onCommit: (listener) => rows.onCommit(listener),
    flush: () => rows.flush(),
    health: () => rows.health(),
    close: () => rows.close(),
  }
}

function plain(row: Row | undefined): unknown {
  return row?.value
}

const EVERYTHING = { from: '', to: undefined, limit: 99, reverse: false, select: 'rows' } as const

for (const consistency of ['strong', 'eventual'] as const) {
  test(`any sequence of batches on both sides equals one backend that has them in their order (${consistency})`, async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      let delay = 0
      const tested = withMemorySide(slow(() => delay, consistency))
      const model = memory()
      const pending: Promise<void>[] = []
      let newest = 0
      for (const { checks, writes, fails, look, waits, ...rest } of steps) {
        delay = rest.delay
        const batch: Batch = { checks: fails ? [...checks, FAILING] : checks, writes, replaced: true }
        const expected = fails ? undefined : model.commit(batch)
        const isRefused = fails && checks.some((each) => !model.commit({ checks: [each], writes: [] }).ok)
        const [at, k] = look
        const seen = model.get(at, k)
        const answered = tested.commit(batch).then(
          (answer) => judge(answer),
          (error: KvasirError) => expect([error.code, fails]).toEqual(['STORAGE_FAILED', true]),
        )
        const judge = (answer: Commit): void => {
          if (expected === undefined) expect([isRefused, answer.ok]).toEqual([true, false])
          else if (!answer.ok || !expected.ok) expect(answer.ok).toBe(expected.ok)
          else {
            expect(answer.last - answer.first + 1).toBe(writes.length)
            expect(answer.replaced.map(plain)).toEqual(expected.replaced.map(plain))
          }
        }
        const read = tested.get(at, k).then((row) => expect(plain(row)).toEqual(plain(seen)))
        if (waits) await Promise.all([answered, read])
        else pending.push(answered, read)
      }
      await Promise.all(pending)
      await tested.flush()
      for (const at of SPACES) {
        const rows = await tested.scan({ ...EVERYTHING, space: at })
        expect(rows.map((row) => [row.key, row.value])).toEqual(
          model.scan({ ...EVERYTHING, space: at }).map((row) => [row.key, row.value]),
        )
        newest = Math.max(newest, ...rows.map(({ revision }) => revision))
        // Within a side revisions are in the order of the writes, as they are in the model.
        const order = { order: 'revision', space: at, after: 0, before: Infinity, reverse: false } as const
        const keys = async (backend: Backend): Promise<string[]> =>
          (await backend.scan({ ...order, limit: 99, select: 'heads' })).map((row) => row.key)
        expect(await keys(tested)).toEqual(await keys(model))
      }
      const both = await tested.commit({ checks: [], writes: [set(1, 'z'), set(-4, 'z')] })
      expect(both.ok && both.first > newest).toBe(true)
    })
    await fc.assert(property, { numRuns: RUNS })
  })
}

test('at once, both sides equal one backend', async () => {
  const property = fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
    const tested = withMemorySide(memory())
    const model = memory()
    for (const { checks, writes } of steps) {
      const batch: Batch = { checks, writes, replaced: true }
      const [answer, expected] = [tested.commit(batch), model.commit(batch)]
      expect(answer.ok).toBe(expected.ok)
      if (!answer.ok || !expected.ok) continue
      expect(answer.replaced.map(plain)).toEqual(expected.replaced.map(plain))
      for (const [i, each] of writes.entries()) {
        if (each.kind !== 'set') continue
        const row = tested.get(each.space, each.key)
        if (row !== undefined && row.value === each.value) expect(row.revision).toBe(answer.first + i)
      }
    }
    for (const at of SPACES) {
      const of = (backend: Backend<'sync'>): unknown =>
        backend.scan({ ...EVERYTHING, space: at }).map((row) => [row.key, row.value])
      expect(of(tested)).toEqual(of(model))
    }
  })
  fc.assert(property, { numRuns: RUNS })
})
