import type { Span } from './contract.ts'

const FIRST_SURROGATE = 0xd800
const LAST_CODE_POINT = 0x10ffff

/**
 * Orders well-formed keys by their UTF-8 bytes: negative, zero or positive.
 *
 * UTF-16 units order the same way but for surrogates, which stand for code points above U+FFFF and yet
 * compare below U+E000..U+FFFF. When both units are that high, the two groups change places.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) {
      return x >= FIRST_SURROGATE && y >= FIRST_SURROGATE ? rank(x) - rank(y) : x - y
    }
  }
  return a.length - b.length
}

/** The place of a high unit by UTF-8: surrogates after U+FFFF. */
function rank(unit: number): number {
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** The smallest key greater than `key`. */
export function keyAfter(key: string): string {
  return `${key}\0`
}

/** The smallest key greater than every key that starts with `prefix`; undefined when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = [...prefix]
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) as number
    if (point < LAST_CODE_POINT) {
      const next = point + 1 === FIRST_SURROGATE ? 0xe000 : point + 1
      return points.join('') + String.fromCodePoint(next)
    }
  }
  return undefined
}

/** Whether `key` lies in the span; the caller has compared the spaces. */
export function isInSpan(key: string, span: Pick<Span, 'from' | 'to'>): boolean {
  return compareKeys(key, span.from) >= 0 && (span.to === undefined || compareKeys(key, span.to) < 0)
}
