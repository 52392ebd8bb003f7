import type { Backend, Check, KeyCheck, RangeCheck } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { keysIn, remove, set, span, SPACE, write } from './build.ts'

const keyCheck = (key: string, revision: number, space = SPACE): KeyCheck => ({
  kind: 'key',
  space,
  key,
  revision,
})

async function holds(backend: Backend, check: Check): Promise<boolean> {
  return (await backend.commit({ checks: [check], writes: [] })).ok
}

export function keyCheckTests({ test, expect }: BackendSuite): void {
  test('a key check holds at the revision of the row and at no other', async (backend) => {
    const { first } = await write(backend, set('a'))
    const { first: second } = await write(backend, set('a'))
    expect(await holds(backend, keyCheck('a', second))).toBe(true)
    expect(await holds(backend, keyCheck('a', first))).toBe(false)
    expect(await holds(backend, keyCheck('a', second + 1))).toBe(false)
    expect(await holds(backend, keyCheck('a', second, SPACE + 1))).toBe(false)
  })

  test('a key check with 0 holds while there is no row, and not over an expired one', async (backend) => {
    expect(await holds(backend, keyCheck('a', 0))).toBe(true)
    await write(backend, set('a', 'v', { expiresAt: 1 }))
    expect(await holds(backend, keyCheck('a', 0))).toBe(false)
    expect(await holds(backend, keyCheck('a', 0, SPACE + 1))).toBe(true)
    await write(backend, remove('a'))
    expect(await holds(backend, keyCheck('a', 0))).toBe(true)
  })

  test('a key check with a revision fails once the row is gone', async (backend) => {
    const { first } = await write(backend, set('a'))
    await write(backend, remove('a'))
    expect(await holds(backend, keyCheck('a', first))).toBe(false)
  })

  test('one failing check among several leaves everything as it was, and is named', async (backend) => {
    const { first } = await write(backend, set('a'), set('b'))
    const good = [keyCheck('a', first), keyCheck('b', first + 1), keyCheck('c', 0)]
    const bad = keyCheck('b', first)
    for (let at = 0; at <= good.length; at++) {
      const checks = good.toSpliced(at, 0, bad)
      const writes = [set('a', 'new'), remove('b'), set('d'), { kind: 'deleteRange', ...span() }] as const
      expect(await backend.commit({ checks, writes, replaced: true })).toEqual({ ok: false, failed: bad })
      expect(await keysIn(backend)).toEqual(['a', 'b'])
      expect((await backend.get(SPACE, 'a'))?.revision).toBe(first)
    }
    expect((await backend.commit({ checks: good, writes: [remove('a')] })).ok).toBe(true)
    expect(await keysIn(backend)).toEqual(['b'])
  })

  test('checks are judged before the writes of their batch', async (backend) => {
    const { first } = await write(backend, set('a'))
    const own = await backend.commit({ checks: [keyCheck('a', 0)], writes: [remove('a')] })
    expect(own.ok).toBe(false)
    const kept = await backend.commit({
      checks: [keyCheck('a', first), keyCheck('b', 0)],
      writes: [set('b'), set('a')],
    })
    expect(kept.ok).toBe(true)
  })

  test('a batch of checks alone only checks', async (backend) => {
    const { first } = await write(backend, set('a'))
    expect(await holds(backend, keyCheck('a', first))).toBe(true)
    expect(await holds(backend, keyCheck('a', 0))).toBe(false)
    expect((await backend.get(SPACE, 'a'))?.revision).toBe(first)
  })

  test('of commits that check the same revision and are issued together, one happens', async (backend) => {
    const { first } = await write(backend, set('a', 'old'))
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        backend.commit({ checks: [keyCheck('a', first)], writes: [set('a', `${i}`)] }),
      ),
    )
    expect(answers.filter(({ ok }) => ok).length).toBe(1)
    expect((await backend.get(SPACE, 'a'))?.value).toBe(`${answers.findIndex(({ ok }) => ok)}`)
  })
}

export function rangeCheckTests({ test, expect }: BackendSuite): void {
  const whole = (rows: number, revision: number): RangeCheck => ({
    kind: 'range',
    ...span('b', 'd'),
    rows,
    revision,
  })

  /** Rows at a, b, c and d, of which b and c are in the range; returns the check that describes it. */
  const fill = async (backend: Backend): Promise<RangeCheck> => {
    const { first } = await write(backend, set('a'), set('b'), set('c'), set('d'))
    return whole(2, first + 2)
  }

  test('a range check holds while nothing in the range has changed', async (backend) => {
    const check = await fill(backend)
    expect(await holds(backend, check)).toBe(true)
    expect(await holds(backend, { ...check, to: undefined, rows: 3, revision: check.revision + 1 })).toBe(
      true,
    )
  })

  test('a range check over nothing holds until something is there', async (backend) => {
    const check: RangeCheck = { kind: 'range', ...span('b', 'd'), rows: 0, revision: 0 }
    expect(await holds(backend, check)).toBe(true)
    await write(backend, set('b', 'v', { expiresAt: 1 }))
    expect(await holds(backend, check)).toBe(false)
  })

  for (const [what, writes] of [
    ['an insert', [set('bb')]],
    ['an insert at its first key', [remove('b'), set('b')]],
    ['an update', [set('c', 'new')]],
    ['a deletion', [remove('b')]],
    ['a deletion of its newest row', [remove('c')]],
    ['a deletion and an insert', [remove('b'), set('bb')]],
    ['a deletion of the range', [{ kind: 'deleteRange', ...span('c', 'z') }]],
  ] as const) {
    test(`a range check fails after ${what} inside, and the batch writes nothing`, async (backend) => {
      const check = await fill(backend)
      await write(backend, ...writes)
      const keys = await keysIn(backend)
      expect(await backend.commit({ checks: [check], writes: [set('x')] })).toEqual({
        ok: false,
        failed: check,
      })
      expect(await keysIn(backend)).toEqual(keys)
    })
  }

  test('a range check holds after any change outside', async (backend) => {
    const check = await fill(backend)
    await write(
      backend,
      set('a'),
      set('aa'),
      set('d'),
      set('c', 'v', { space: SPACE + 1 }),
      set('c', 'v', { space: SPACE - 1 }),
    )
    await write(
      backend,
      remove('a'),
      { kind: 'deleteRange', ...span('d') },
      set('b\0', 'v', { space: SPACE + 1 }),
    )
    expect(await holds(backend, check)).toBe(true)
  })

  test('a range check cuts at the order of UTF-8 bytes', async (backend) => {
    const check: RangeCheck = { kind: 'range', ...span('\ue000', '\u{10000}'), rows: 0, revision: 0 }
    await write(backend, set('\ud7ff'), set('\u{10000}'))
    expect(await holds(backend, check)).toBe(true)
    await write(backend, set('\uffff'))
    expect(await holds(backend, check)).toBe(false)
  })

  test('a range that ends where it starts, or before, has no rows to change', async (backend) => {
    await fill(backend)
    expect(await holds(backend, { kind: 'range', ...span('b', 'b'), rows: 0, revision: 0 })).toBe(true)
    expect(await holds(backend, { kind: 'range', ...span('c', 'b'), rows: 0, revision: 0 })).toBe(true)
  })
}
