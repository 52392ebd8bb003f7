/** Deeper than a store keeps anything; what is there is left to it, to be refused. */
const DEEPEST = 1000

/** A copy of plain objects and arrays without functions and without what is undefined; all else is as it was. */
export function toStorable(value: unknown): unknown {
  return copy(value, [])
}

function copy(value: unknown, ancestors: readonly object[]): unknown {
  const isList = Array.isArray(value)
  if (!isList && !isPlain(value)) return value
  // What contains itself has no end: the store says so, and where.
  if (ancestors.length === DEEPEST || ancestors.includes(value)) return value
  const line = [...ancestors, value]
  if (isList) return value.map((item: unknown) => copy(item, line))
  const kept = Object.entries(value).filter(([, part]) => typeof part !== 'function' && part !== undefined)
  return Object.fromEntries(kept.map(([name, part]) => [name, copy(part, line)]))
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
