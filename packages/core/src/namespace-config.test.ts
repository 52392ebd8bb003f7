import { describe, expect, test } from 'vitest'
import type { NamespaceConfig } from './api.ts'
import { checkConfig } from './namespace-config.ts'

describe('a configuration', () => {
  test.each<NamespaceConfig>([
    {},
    { description: '' },
    { metadata: null },
    { metadata: { deep: [1, 'a', { b: false }] } },
    { ttl: 0 },
    { ttl: 0.5, sliding: true },
    { sliding: false },
    { history: 1, eviction: 'oldest', maxEntries: 1 },
    { history: 64, maxBytes: Number.MAX_SAFE_INTEGER, maxValueBytes: 1 },
    { eviction: 'lru', maxBytes: 1 },
    { storage: 'memory', compression: true, replicas: 1 },
  ])('may be %j', (config) => {
    expect(checkConfig(config)).toStrictEqual(config)
  })

  test('is what was given, without what is undefined', () => {
    expect(checkConfig({ ttl: undefined, history: 2 })).toStrictEqual({ history: 2 })
  })

  test.each([
    [{ ttl: NaN }, /^A ttl is a number of milliseconds from 0 to 8640000000000000; got NaN/],
    [{ history: 65 }, /^history is 64 at the most; got 65\.$/],
    [{ history: '2' }, /^history is a positive integer; got 2\.$/],
    [{ maxBytes: 1.5 }, /^maxBytes is a positive integer; got 1.5\.$/],
    [{ compression: {} }, /^compression is true or false; got an object\.$/],
    [{ eviction: 'fifo' }, /^eviction is lru or oldest; got fifo\.$/],
    [{ storage: null }, /^storage is memory or persistent; got an object\.$/],
    [{ placement: { at: [NaN] } }, /^placement is JSON, and what is at \$\.at\[0\] is not\.$/],
    [{ maxEntry: 3 }, /^There is no setting "maxEntry": it is one of description, .*maxEntries/],
    [{ toString: 1 }, /^There is no setting "toString"/],
    [{ sliding: true }, /^sliding restarts the ttl: give that, too\.$/],
    [{ eviction: 'lru', maxValueBytes: 4 }, /^eviction keeps a namespace within maxBytes or maxEntries/],
    [{ eviction: 'lru', maxBytes: 4, history: 2 }, /^A namespace with eviction keeps no history\.$/],
  ])('is not %j', (config, message) => {
    expect(() => checkConfig(config as NamespaceConfig)).toThrow(message)
  })
})
