/** Deeper than a store keeps anything; what is there is left to it, to be refused. */
const DEEPEST = 1000

/**
 * The value as it is stored: a function is its text, as a symbol is; an object of a class is what it says of itself as
 * JSON, else its members; everything else is left to the store, which refuses what it cannot keep.
 *
 * Throws `TypeError` for a value that contains itself.
 */
export function toStorable(value: unknown): unknown {
  return copy(value, [])
}

function copy(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof RegExp) return value
  if (value instanceof Date) return new Date(value.getTime())
  // As JSON.stringify says it.
  if (ancestors.includes(value)) throw new TypeError('Converting circular structure to JSON')
  if (ancestors.length === DEEPEST) return value
  const line = [...ancestors, value]
  const inner = (item: unknown): unknown => copy(item, line)
  if (Array.isArray(value)) return Array.from(value, inner)
  if (value instanceof Set) return new Set(Array.from(value, inner))
  if (value instanceof Map)
    return new Map(Array.from(value, ([key, item]) => [inner(key), inner(item)] as const))
  if ('toJSON' in value && typeof value.toJSON === 'function') return inner(value.toJSON(''))
  // A built-in class keeps its state elsewhere than in members.
  if (Object.prototype.toString.call(value) !== '[object Object]') return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inner(member)]))
}
