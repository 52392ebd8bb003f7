import type { StoreSuite } from '../describe-store.ts'
import { codeOf, failureOf } from '../failure.ts'

export function conditionTests({ test, expect }: StoreSuite): void {
  test('ifAbsent writes a missing key, and throws CONFLICT with the revision of one that is there', async ({
    kv,
  }) => {
    const revision = await kv.put('a', 1, { ifAbsent: true })
    const error = await failureOf(() => kv.put('a', 2, { ifAbsent: true }))
    expect([error.code, error.revision]).toEqual(['CONFLICT', revision])
    expect(await kv.get('a')).toBe(1)
    await kv.delete('a')
    await kv.put('a', 3, { ifAbsent: true })
    expect(await kv.get('a')).toBe(3)
  })

  test('ifAbsent writes over an entry that has expired', async ({ kv, clock }) => {
    await kv.put('a', 1, { ttl: 10 })
    clock.advance(9)
    expect(await codeOf(() => kv.put('a', 2, { ifAbsent: true }))).toBe('CONFLICT')
    clock.advance(1)
    await kv.put('a', 3, { ifAbsent: true })
    expect(await kv.get('a')).toBe(3)
    expect(await kv.ttl('a')).toBe(Infinity)
  })

  test('ifRevision writes at that revision, and throws CONFLICT with the current one at another', async ({
    kv,
  }) => {
    const first = await kv.put('a', 1)
    const second = await kv.put('a', 2, { ifRevision: first })
    const error = await failureOf(() => kv.put('a', 3, { ifRevision: first }))
    expect([error.code, error.revision]).toEqual(['CONFLICT', second])
    expect((await kv.getEntry('a'))?.value).toBe(2)
    expect((await kv.getEntry('a'))?.revision).toBe(second)
  })

  test('ifRevision of a key that is gone throws CONFLICT with 0', async ({ kv }) => {
    const revision = await kv.put('a', 1)
    await kv.delete('a')
    const error = await failureOf(() => kv.put('a', 2, { ifRevision: revision }))
    expect([error.code, error.revision]).toEqual(['CONFLICT', 0])
    expect(await kv.has('a')).toBe(false)
  })

  test('ifRevision 0 writes a missing key only', async ({ kv }) => {
    const revision = await kv.put('a', 1, { ifRevision: 0 })
    const error = await failureOf(() => kv.put('a', 2, { ifRevision: 0 }))
    expect([error.code, error.revision]).toEqual(['CONFLICT', revision])
  })

  test('an expired entry has no revision', async ({ kv, clock }) => {
    const revision = await kv.put('a', 1, { ttl: 10 })
    clock.advance(10)
    const error = await failureOf(() => kv.put('a', 2, { ifRevision: revision }))
    expect([error.code, error.revision]).toEqual(['CONFLICT', 0])
    await kv.put('a', 3, { ifRevision: 0 })
    expect(await kv.get('a')).toBe(3)
  })

  test('delete with ifRevision deletes at that revision only', async ({ kv }) => {
    const first = await kv.put('a', 1)
    const second = await kv.put('a', 2)
    const error = await failureOf(() => kv.delete('a', { ifRevision: first }))
    expect([error.code, error.revision]).toEqual(['CONFLICT', second])
    expect(await kv.get('a')).toBe(2)
    expect(await kv.delete('a', { ifRevision: second })).toBe(true)
    const gone = await failureOf(() => kv.delete('a', { ifRevision: second }))
    expect([gone.code, gone.revision]).toEqual(['CONFLICT', 0])
  })

  test('a refused put changes neither expiry nor metadata', async ({ kv }) => {
    await kv.put('a', 1, { ttl: 50, metadata: 'm' })
    const before = await kv.getEntry('a')
    await codeOf(() => kv.put('a', 2, { ifAbsent: true, metadata: 'other' }))
    await codeOf(() => kv.put('a', 2, { ifRevision: 999_999, ttl: 5 }))
    expect(await kv.getEntry('a')).toStrictEqual(before)
  })

  test('the revision of another key with the same value is no match', async ({ kv }) => {
    await kv.put('a', 1)
    const other = await kv.put('b', 1)
    expect(await codeOf(() => kv.put('a', 2, { ifRevision: other }))).toBe('CONFLICT')
  })
}
