/** A source of numbers in [0, 1), the same ones in every run. */
type Random = () => number

/** mulberry32: small, seeded, and good enough to shuffle with. */
function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomFrom(20_260_731)

/** `user:000000`, `user:000001`, ... */
export function makeKeys(count: number): string[] {
  return Array.from({ length: count }, (_, i) => keyOf(i))
}

/** Texts of 100 bytes, each different, for as many keys. */
export function makeValues(count: number): string[] {
  return Array.from({ length: count }, (_, i) => flat(`text ${i} by ${random()} `.padEnd(100, 'kvasir ')))
}

/** A random choice of items, in random order, none twice. */
export function sample<T>(items: readonly T[], count: number): T[] {
  const pool = [...items]
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (pool.length - i))
    const item = pool[i]!
    pool[i] = pool[other]!
    pool[other] = item
  }
  return pool.slice(0, count)
}

/** How many keys share each prefix of {@link makePrefixes}. */
export const PAGE = 100

/** The prefixes that {@link PAGE} of `count` keys have in common: `user:0123` of `user:012300` to `user:012399`. */
export function makePrefixes(count: number): string[] {
  return Array.from({ length: count / PAGE }, (_, i) => keyOf(i * PAGE).slice(0, -2))
}

/** The first string above all that start with `prefix`, for peers that take bounds. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\uffff`
}

function keyOf(i: number): string {
  return flat(`user:${String(i).padStart(6, '0')}`)
}

/** V8 keeps concatenated strings as trees until somebody reads them; nobody shall pay for that while measured. */
function flat(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}
