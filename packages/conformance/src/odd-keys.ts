const encoder = new TextEncoder()

/** The order of keys by its definition, so that no backend is compared with the core's own comparison. */
export function compareBytes(a: string, b: string): number {
  const x = encoder.encode(a)
  const y = encoder.encode(b)
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = (x[i] as number) - (y[i] as number)
    if (difference !== 0) return difference
  }
  return x.length - y.length
}

/** Not too long for backends with a bound; longer ones have a test of their own. */
const LONG = 'long/'.repeat(80)

/** Keys that escape from careless encodings, in no order. */
const KEYS = [
  '', '\0', '\0\0', '\0\u0001', '\u0001', '\t', '\n', '\r\n', ' ', '"', '#', '$', '%', '%41', '%25', '\'',
  "''", '*', ',', '-', '.', '..', '/', '//', '0', '00', '1', '10', '2', ':', ';', '?', 'A', 'AB', 'Ab', '[',
  '\\', ']', '_', '__proto__', '`', 'a', 'a\0', 'a\0a', 'a\u0001', 'a ', 'a%', 'a%41', 'a/', 'a/b', 'aB',
  'a_', 'aa', 'ab', 'b', 'constructor', 'e\u0301', 'hasOwnProperty', 'null', 'toString', 'undefined', '~',
  '\u007f', '\u0080', '\u00e9', '\u00ff', '\u0100', '\u07ff', '\u0800', '\u2028', '\ud7ff', '\ue000',
  '\ufefe', '\ufefe\ufeff', '\ufeff', '\ufeffa', '\ufffd', '\uffff', '\uffff\uffff', '\u{10000}', '\u{10000}a', '\u{1f600}',
  '\u{10ffff}', '\u{10ffff}\0', '\u{10ffff}\u{10ffff}', LONG, `${LONG}a`, `${LONG}b`,
] // prettier-ignore

/** Keys that escape from careless encodings, in the order of their UTF-8 bytes. */
export const ODD_KEYS: readonly string[] = KEYS.toSorted(compareBytes)

/** The keys in an order that is neither theirs nor its reverse. */
export function shuffled<T>(items: readonly T[]): T[] {
  const step = 37
  const rest = [...items]
  const result: T[] = []
  for (let at = 0; rest.length > 0; at += step) result.push(...rest.splice(at % rest.length, 1))
  return result
}
