type Container = Record<string, unknown>

/** What a path leads to, by what each value has of its own; undefined where it leads to nothing. */
export function readPath(value: unknown, path: readonly string[]): unknown {
  let current = value
  for (const name of path) {
    if (!hasMember(current, name)) return undefined
    current = current[name]
  }
  return current
}

/** Whether there is something at a path, were it undefined. */
export function hasPath(value: unknown, path: readonly string[]): boolean {
  const last = path.at(-1)
  return last === undefined || hasMember(readPath(value, path.slice(0, -1)), last)
}

/**
 * The value with something at a path, where objects are made that are missing on the way; it is changed for that.
 * Throws `TypeError` where something on the way can have no such member.
 */
export function withPath(value: unknown, path: readonly string[], member: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return member
  const container = toContainer(value ?? {}, name)
  const current = hasMember(container, name) ? container[name] : undefined
  container[name] = withPath(current, rest, member)
  return container
}

/** The value without what is at a path; it is changed for that. */
export function withoutPath(value: unknown, path: readonly string[]): unknown {
  const last = path.at(-1)
  const container = readPath(value, path.slice(0, -1))
  if (last === undefined || !hasMember(container, last)) return value
  if (Array.isArray(container)) container.splice(Number(last), 1)
  else delete container[last]
  return value
}

/** Throws `TypeError` for a path through `__proto__`, which no path goes through. */
export function checkPath(path: readonly string[]): void {
  if (path.includes('__proto__')) throw new TypeError('A path does not go through __proto__.')
}

function toContainer(value: unknown, name: string): Container {
  if (isContainer(value) && (!Array.isArray(value) || isPlaceIn(value, name))) return value
  const what =
    typeof value === 'object' ? Object.prototype.toString.call(value) : `${typeof value} '${String(value)}'`
  throw new TypeError(`Cannot create property '${name}' on ${what}`)
}

/** Whether a name is the index of an item, or of one behind the last. */
function isPlaceIn(array: readonly unknown[], name: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(name) && Number(name) <= array.length
}

/** Whether a value has a member of its own that is data; the length of an array is none. */
function hasMember(value: unknown, name: string): value is Container {
  return isContainer(value) && Object.hasOwn(value, name) && !(Array.isArray(value) && name === 'length')
}

/** Whether a value is an array or a plain object, as stores answer them. */
function isContainer(value: unknown): value is Container {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}
