import fc from 'fast-check'
import type { Backend, Check, Row, Span, Write } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { remove, scanOf, set, tallyOf } from './build.ts'
import { ModelBackend } from './model.ts'

/** Few keys, so that they meet; some that sort differently by UTF-16 units. */
const key = fc.constantFrom('', 'a', 'a\0', 'ab', 'b', '\ud7ff', '\uffff', '\u{10000}', '\u{10ffff}')
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }).filter((text) => text.isWellFormed()),
  fc.uint8Array({ maxLength: 4 }),
)

/** Spaces are counted from a number that no other run has used. */
const space = fc.nat({ max: 1 })
const span = fc.record({ space, from: key, to: fc.option(key, { nil: undefined }) })

const write: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(space, key, value, fc.nat({ max: 3 }))
      .map(([at, k, v, expiresAt]) => set(k, v, { space: at, expiresAt })),
  },
  { weight: 2, arbitrary: fc.tuple(space, key).map(([at, k]) => remove(k, at)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(space, key, key)
      .map(([at, k, trace]) => ({ ...remove(k, at), mark: set(trace, 'gone', { space: 1 - at }) })),
  },
  { weight: 1, arbitrary: span.map((range) => ({ kind: 'deleteRange', ...range }) as const) },
)

/** A check, as what it is about and how far its revision is from the one that holds. */
const wish = fc.record({
  about: fc.oneof(
    fc.record({ kind: fc.constant('key' as const), space, key }),
    span.map((range) => ({ kind: 'range' as const, ...range })),
  ),
  older: fc.constantFrom(0, 0, 0, 0, 1),
  fewer: fc.constantFrom(0, 0, 0, 0, 1),
})
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never

const step = fc.record({
  writes: fc.array(write, { maxLength: 5 }),
  wishes: fc.array(wish, { maxLength: 2 }),
  look: span,
  limit: fc.integer({ min: 1, max: 4 }),
  reverse: fc.boolean(),
  /** How many revisions ago a scan of the newest begins. */
  back: fc.nat({ max: 9 }),
})

const RUNS = 50

export function randomBatchTests({ test, expect }: BackendSuite): void {
  test('any sequence of batches leaves the same rows as the model', async (backend) => {
    let base = 1
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const model = new ModelBackend()
      base += 2
      for (const { writes: relative, wishes, look, limit, reverse, back } of steps) {
        const writes = relative.map((each) => inSpaces(each, base))
        const checks = wishes.map((each) => toCheck(model, each, base))
        const answer = await backend.commit({ checks, writes, replaced: true })
        if (answer.ok && answer.first <= model.revision && writes.length > 0)
          throw new Error('A revision was reused.')
        const expected = model.commit({ checks, writes }, answer.ok ? answer.first : 0)
        if (writes.length > 0 || !expected.ok) expect(answer).toEqual(expected)
        else expect(answer.ok).toBe(true)
        const after = model.revision - back
        await compare(backend, model, { ...look, space: base + look.space }, { limit, reverse, after })
      }
      const everything = { limit: 1_000, reverse: false, after: 0 }
      for (const at of [base, base + 1])
        await compare(backend, model, { space: at, from: '', to: undefined }, everything)
    })

    const compare = async (
      tested: Backend,
      model: ModelBackend,
      range: Span,
      { limit, reverse, after }: { limit: number; reverse: boolean; after: number },
    ): Promise<void> => {
      const inside = model.scan(range)
      const rows = await tested.scan(scanOf({ ...range, limit, reverse }))
      expect(rows).toEqual((reverse ? inside.toReversed() : inside).slice(0, limit))
      const { rows: count, expired } = await tested.stat(tallyOf({ ...range, at: 2 }))
      const { space } = range
      const all = model.scan({ space, from: '', to: undefined })
      const byRevision = all
        .filter(({ revision }) => revision > after)
        .sort((a, b) => a.revision - b.revision)
      const numbered = { space, limit, select: 'rows' } as const
      const asked = { ...numbered, order: 'revision', after, before: Infinity, reverse } as const
      expect(await tested.scan(asked)).toEqual(
        (reverse ? byRevision.toReversed() : byRevision).slice(0, limit),
      )
      const soon = await tested.scan({ ...numbered, order: 'expiry', until: 2 })
      const expiring = all.map(toExpiry).filter((at) => at > 0 && at <= 2)
      expect(soon.map(toExpiry)).toEqual(expiring.sort((a, b) => a - b).slice(0, limit))
      const due = inside.filter(({ expiresAt }) => expiresAt > 0 && expiresAt <= 2)
      expect([count, expired]).toEqual([inside.length, due.length])
      expect(await tested.get(range.space, range.from)).toEqual(model.get(range.space, range.from))
    }

    await fc.assert(property, { numRuns: RUNS })
  })
}

function toExpiry({ expiresAt }: Row): number {
  return expiresAt
}

/** A write in the spaces of a run. */
function inSpaces(write: Write, base: number): Write {
  const space = base + write.space
  if (write.kind !== 'delete' || write.mark === undefined) return { ...write, space }
  return { ...write, space, mark: { ...write.mark, space: base + write.mark.space } }
}

function toCheck(model: ModelBackend, { about, older, fewer }: Wish, base: number): Check {
  const at = base + about.space
  if (about.kind === 'key') {
    const revision = model.get(at, about.key)?.revision ?? 0
    return { ...about, space: at, revision: Math.max(0, revision - older) }
  }
  const rows = model.scan({ ...about, space: at })
  const revision = Math.max(0, ...rows.map((row) => row.revision))
  return {
    ...about,
    space: at,
    rows: Math.max(0, rows.length - fewer),
    revision: Math.max(0, revision - older),
  }
}
