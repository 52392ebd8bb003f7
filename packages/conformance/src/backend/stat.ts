import type { BackendSuite } from '../describe-backend.ts'
import { remove, set, span, SPACE, tallyOf, write } from './build.ts'

export function statTests({ test, expect }: BackendSuite): void {
  test('stat counts the rows of a span', async (backend) => {
    expect(await backend.stat(tallyOf({ bytes: true }))).toEqual({ rows: 0, expired: 0, bytes: 0 })
    await write(backend, set('a'), set('b'), set('c'), set('c', 'v', { space: SPACE + 1 }))
    expect((await backend.stat(tallyOf())).rows).toBe(3)
    expect((await backend.stat(tallyOf({ from: 'b' }))).rows).toBe(2)
    expect((await backend.stat(tallyOf({ from: 'a\0', to: 'c' }))).rows).toBe(1)
    expect((await backend.stat(tallyOf({ from: 'c', to: 'a' }))).rows).toBe(0)
    expect((await backend.stat(tallyOf({ from: 'b', to: 'b', bytes: true }))).rows).toBe(0)
  })

  test('stat follows overwriting and deleting', async (backend) => {
    await write(backend, set('a'), set('b'), set('c'), set('d'))
    await write(backend, set('a', 'again'), remove('b'), remove('none'))
    expect((await backend.stat(tallyOf())).rows).toBe(3)
    await write(backend, { kind: 'deleteRange', ...span('c') })
    expect(await backend.stat(tallyOf({ bytes: true }))).toEqual({ rows: 1, expired: 0, bytes: 6 })
  })

  test('stat counts as expired the rows whose moment has come', async (backend) => {
    await write(
      backend,
      set('never', 'v'),
      set('past', 'v', { expiresAt: 1 }),
      set('now', 'v', { expiresAt: 500 }),
      set('next', 'v', { expiresAt: 501 }),
    )
    expect(await backend.stat(tallyOf({ at: 500 }))).toEqual({ rows: 4, expired: 2, bytes: 0 })
    expect((await backend.stat(tallyOf({ at: 499 }))).expired).toBe(1)
    expect((await backend.stat(tallyOf({ at: 501 }))).expired).toBe(3)
    expect((await backend.stat(tallyOf({ at: 0 }))).expired).toBe(0)
    expect(await backend.stat(tallyOf({ at: 500, from: 'o' }))).toEqual({ rows: 1, expired: 1, bytes: 0 })
  })

  test('stat measures the UTF-8 bytes of keys, values and metadata', async (backend) => {
    await write(
      backend,
      set('k', 'value'),
      set('\u00e9\u{1f600}', '\u20ac', { metadata: '"\u00e9"' }),
      set('expired', new Uint8Array(100), { expiresAt: 1 }),
    )
    expect((await backend.stat(tallyOf({ bytes: true }))).bytes).toBe(6 + (6 + 3 + 4) + 107)
    expect((await backend.stat(tallyOf({ bytes: true, from: 'k' }))).bytes).toBe(6 + 13)
    expect((await backend.stat(tallyOf({ bytes: true, space: SPACE + 1 }))).bytes).toBe(0)
    expect((await backend.stat(tallyOf({ bytes: false }))).bytes).toBe(0)
  })
}
