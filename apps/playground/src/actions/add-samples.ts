import { attempt } from './attempt.ts'

/** One of everything that a store keeps, as entries for `putMany`. */
const SAMPLES: readonly (readonly [key: string, value: unknown])[] = [
  ['bytes:kvasir', new TextEncoder().encode('Kvasir')],
  ['counter:visits', 41],
  ['draft:saga', 'Odin stole the mead of poetry, and spilled a little.'],
  ['flag:beta', true],
  ['rich:calendar', new Map([['midsummer', new Date('2026-06-20T00:00:00.000Z')]])],
  ['rich:primes', new Set([2, 3, 5, 7, 11])],
  ['rich:stars', 200_000_000_000_000_000_000n],
  ['user:ada', { name: 'Ada Lovelace', born: 1815, tags: ['mathematics', 'engines'] }],
  ['user:björk', { name: 'Björk Guðmundsdóttir', born: 1965, tags: ['music'] }],
  ['user:grace', { name: 'Grace Hopper', born: 1906, tags: ['compilers', 'navy'] }],
  ['日本:東京', 'Keys are any text, in the order of their UTF-8 bytes.'],
]

const PASSING: readonly (readonly [key: string, value: unknown])[] = [
  ['session:4f2a', { user: 'ada', note: 'Gone in 30 seconds' }],
]

const LIFETIME = 30_000

/** Puts a few entries of every kind, one of which expires. */
export function addSamples(): Promise<boolean> {
  return attempt({
    title: 'Add sample entries',
    deed: { kind: 'put many', batches: [{ entries: SAMPLES }, { entries: PASSING, ttl: LIFETIME }] },
    work: async ({ namespace }) => {
      await namespace.putMany(SAMPLES)
      await namespace.putMany(PASSING, { ttl: LIFETIME })
      return `Added ${SAMPLES.length + PASSING.length} entries; the session lives for 30 seconds.`
    },
  })
}
