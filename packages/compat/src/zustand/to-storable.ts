/** A copy of plain objects and arrays without functions and without what is undefined; all else is as it was. */
export function toStorable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toStorable)
  if (!isPlain(value)) return value
  const kept = Object.entries(value).filter(([, part]) => typeof part !== 'function' && part !== undefined)
  return Object.fromEntries(kept.map(([name, part]) => [name, toStorable(part)]))
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
