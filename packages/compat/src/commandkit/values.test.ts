/// <reference types="node" />
import { expect, test } from 'vitest'
import { describeEach } from './each-backend.test-cases.ts'
import { openKV } from './index.ts'

class Point {
  readonly x = 1
  readonly inner = new Map([['at', new Date(5)]])
  get length(): number {
    return 2
  }
}

describeEach('the values of a KV', (open) => {
  test.each<[string, unknown]>([
    ['a text', 'a "text"\n\0'],
    ['numbers', [0, -0, 1.5, Number.NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER]],
    ['bigints', [0n, -(2n ** 80n)]],
    ['null and undefined', [null, undefined, { a: undefined }]],
    ['dates', { at: new Date(0), never: new Date(Number.NaN) }],
    [
      'maps and sets',
      new Map<unknown, unknown>([[{ deep: new Set([1n]) }, [new Map([['a', new Date(3)]])]]]),
    ],
    ['expressions', [/a\/b/giu, { re: /x/ }]],
    [
      'buffers',
      [Buffer.from('hello'), { deep: new Map([['b', Buffer.from([0, 255])]]) }, new Set([Buffer.of(1)])],
    ],
    ['an empty buffer', Buffer.alloc(0)],
    ['typed arrays', [new Float64Array([1.5]), new BigInt64Array([-1n])]],
    ['a member of the name __proto__', JSON.parse('{"__proto__": {"a": 1}, "b": 2}')],
  ])('come back as they were: %s', (_, value) => {
    const kv = openKV(open())
    kv.set('key', value)
    expect(kv.get('key')).toStrictEqual(value)
    expect(kv.values()).toStrictEqual([value])
    expect([...kv]).toStrictEqual([['key', value]])
  })

  test('are the caller’s own, going in and coming out', () => {
    const kv = openKV(open())
    const user = { tags: ['a'] }
    kv.set('user', user)
    user.tags.push('b')
    kv.get<typeof user>('user')?.tags.push('c')
    expect(kv.get('user')).toEqual({ tags: ['a'] })
  })

  test('are the text of a function, at any depth', () => {
    const kv = openKV(open())
    const add = (a: number, b: number): number => a + b
    kv.set('add', add)
    kv.set('deep', { list: [add] })
    expect(kv.get('add')).toBe(String(add))
    expect(kv.get('deep')).toEqual({ list: [String(add)] })
  })

  test('are the members of an object of a class, or what it says of itself as JSON', () => {
    const kv = openKV(open())
    kv.set('point', new Point())
    kv.set('url', [new URL('https://example.org/x')])
    expect(kv.get('point')).toStrictEqual({ x: 1, inner: new Map([['at', new Date(5)]]) })
    expect(kv.get('url')).toEqual(['https://example.org/x'])
  })

  test('are refused when they contain themselves, and nothing is changed', () => {
    const kv = openKV(open())
    const circle: unknown[] = []
    circle.push(new Map([['self', circle]]))
    kv.set('key', 'before')
    expect(() => kv.set('key', circle)).toThrow(TypeError)
    expect(kv.get('key')).toBe('before')
  })

  test('are refused when they are nested without an end in sight', () => {
    const kv = openKV(open())
    let deep = {}
    for (let i = 0; i < 100_000; i++) deep = { deep }
    expect(() => kv.set('key', deep)).toThrow(expect.objectContaining({ code: 'INVALID_VALUE' }))
    expect(kv.has('key')).toBe(false)
  })

  test('are refused with the place of what would be lost', () => {
    const kv = openKV(open())
    expect(() => kv.set('key', { later: [Promise.resolve(1)] })).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', path: '$.later[0]' }),
    )
    expect(kv.has('key')).toBe(false)
  })
})
