import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OrderedKeys } from './ordered-keys.ts'

const encoder = new TextEncoder()

/** The order by definition, apart from the function that the index uses. */
function compareBytes(a: string, b: string): number {
  const x = encoder.encode(a)
  const y = encoder.encode(b)
  const differs = x.findIndex((byte, i) => byte !== y[i])
  return differs === -1 ? x.length - y.length : differs < y.length ? x[differs]! - y[differs]! : 1
}

/** Keys from few letters, so that they collide, with the ones that UTF-16 and UTF-8 order differently. */
const key = fc.string({
  unit: fc.constantFrom('\0', 'a', 'b', 'ÿ', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '😀'),
  maxLength: 4,
})
const bound = fc.option(key, { nil: undefined })

class Model {
  readonly rows = new Map<string, number>()
  readonly keys = new OrderedKeys(this.rows)

  add(key: string) {
    if (!this.rows.has(key)) this.keys.add(key)
    this.rows.set(key, 1)
  }

  delete(key: string) {
    if (this.rows.delete(key)) this.keys.delete(key)
  }

  expected(from: string, to: string | undefined): string[] {
    return [...this.rows.keys()]
      .filter((key) => compareBytes(key, from) >= 0 && (to === undefined || compareBytes(key, to) < 0))
      .sort(compareBytes)
  }

  check(from: string, to: string | undefined, limit: number) {
    const expected = this.expected(from, to)
    expect(this.keys.page(from, to, limit, false)).toEqual(expected.slice(0, limit))
    expect(this.keys.page(from, to, limit, true)).toEqual(expected.reverse().slice(0, limit))
  }
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('check' as const), from: key, to: bound, limit: fc.nat(8) }),
  },
)

describe('ordered keys', () => {
  test('any sequence of additions and deletions reads like a sorted array', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new Model()
        for (const step of steps) {
          if (step.do === 'check') model.check(step.from, step.to, step.limit)
          else model[step.do](step.key)
        }
        model.check('', undefined, Infinity)
      }),
    )
  })

  test('blocks split, empty and are rebuilt without losing a key', () => {
    const number = fc.integer({ min: 0, max: 2999 })
    const stretch = fc.record({ from: number, count: fc.nat(1500), add: fc.boolean(), read: fc.boolean() })
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 12 }), number, (stretches, at) => {
        const model = new Model()
        for (const { from, count, add, read } of stretches) {
          for (let i = 0; i < count; i++) {
            // 7 and 3000 have no common divisor: the keys of a stretch are spread over all blocks.
            const key = String(((from + i) * 7) % 3000).padStart(4, '0')
            if (add) model.add(key)
            else model.delete(key)
          }
          if (read) model.check(String(at).padStart(4, '0'), undefined, 5)
        }
        model.check('', undefined, Infinity)
      }),
      { numRuns: 40 },
    )
  })

  test('a key beyond U+D7FF that comes after the first read is sorted by its bytes', () => {
    const model = new Model()
    model.add('a')
    model.check('', undefined, 9)
    model.add('\uffff')
    model.add('\u{10000}')
    expect(model.keys.page('', undefined, 9, false)).toEqual(['a', '\uffff', '\u{10000}'])
  })

  test('a key that is deleted and added again between two reads is listed once', () => {
    const model = new Model()
    model.add('a')
    model.check('', undefined, 9)
    model.add('b')
    model.delete('b')
    model.add('b')
    model.check('', undefined, 9)
    model.delete('b')
    model.check('', undefined, 9)
  })

  test('a span that ends before it starts is empty', () => {
    const model = new Model()
    for (let i = 0; i < 1000; i++) model.add(String(i))
    model.check('9', '1', 100)
    model.check('5', '5', 100)
  })

  test('a page visits the source for no other keys than the new ones', () => {
    const rows = new Map<string, number>()
    let visited = 0
    const source: ReadonlyMap<string, number> = {
      get size() {
        return rows.size
      },
      get: (key) => rows.get(key),
      has: (key) => (visited++, rows.has(key)),
      forEach: (each) => rows.forEach(each),
      entries: () => rows.entries(),
      keys: () => ((visited += rows.size), rows.keys()),
      values: () => rows.values(),
      [Symbol.iterator]: () => rows.entries(),
    }
    const keys = new OrderedKeys(source)
    for (let i = 0; i < 5000; i++) rows.set(`key:${i}`, i)
    keys.page('key:3', 'key:4', 100, false)
    expect(visited).toBe(5000)
    for (let i = 5000; i < 5010; i++) {
      rows.set(`key:${i}`, i)
      keys.add(`key:${i}`)
    }
    visited = 0
    keys.page('key:3', 'key:4', 100, true)
    keys.page('key:3', 'key:4', 100, false)
    expect(visited).toBe(10)
  })

  test('keys that come and go unread do not pile up', () => {
    const model = new Model()
    model.add('stays')
    model.check('', undefined, 9)
    for (let i = 0; i < 10_000; i++) {
      model.add('passes')
      model.delete('passes')
    }
    model.check('', undefined, 9)
  })
})
