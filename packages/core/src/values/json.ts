/** Deeper values are refused, as decoding them could overflow the stack where encoding did not. */
export const MAX_DEPTH = 500

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
  if (ancestors.includes(value) || ancestors.length >= MAX_DEPTH) return path
  const line = [...ancestors, value]
  if (Array.isArray(value)) {
    if (!isPlainArray(value)) return path
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

/** Whether an array is made of its items only: no holes, no other properties, no class. */
export function isPlainArray(value: readonly unknown[]): boolean {
  const isArray = Object.getPrototypeOf(Object.getPrototypeOf(Object.getPrototypeOf(value))) === null
  return isArray && Object.keys(value).length === value.length && hasNoMagic(value)
}

/** Whether JSON sees what is there: no symbols as keys, and no `toJSON` to call in its place. */
function hasNoMagic(value: object): boolean {
  const isReplaced = 'toJSON' in value && typeof value.toJSON === 'function'
  return Object.getOwnPropertySymbols(value).length === 0 && !isReplaced
}

/** Whether an object is made of string keys and values only: no class, no symbols. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  return hasNoClass(value) && hasNoMagic(value)
}

/** Whether an object is an instance of nothing but Object, of whichever realm. */
export function hasNoClass(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value)
  // Object.prototype, and not another object without a prototype.
  return prototype === null || Object.hasOwn(prototype, 'isPrototypeOf')
}

/** The path of a member: `$.name`, or `$["any name"]` where a dot would not do. */
export function memberPath(path: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? `${path}.${name}`
    : `${path}[${JSON.stringify(name)}]`
}
