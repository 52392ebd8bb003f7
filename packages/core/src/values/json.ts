/**
 * The path of the first thing in `value` that does not come back from JSON as it was, for example
 * `$.user.tags[2]`; undefined when all of it does.
 */
export function findNonJson(
  value: unknown,
  path = '$',
  ancestors: readonly object[] = [],
): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? undefined : path
    case 'object':
      break
    default:
      return path
  }
  if (value === null) return undefined
  if (ancestors.includes(value)) return path
  const line = [...ancestors, value]
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const fault = findNonJson(value[i], `${path}[${i}]`, line)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  if (!isPlainObject(value)) return path
  for (const [name, member] of Object.entries(value)) {
    const fault = findNonJson(member, memberPath(path, name), line)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** Whether an object is made of string keys and values only: no class, no symbols. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  // One step up from `Object.prototype`, whichever realm's it is, there is null.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null
  return plain && Object.getOwnPropertySymbols(value).length === 0
}

/** The path of a member: `$.name`, or `$["any name"]` where a dot would not do. */
export function memberPath(path: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? `${path}.${name}`
    : `${path}[${JSON.stringify(name)}]`
}
