/// <reference types="node" />

/**
 * The value with a `Buffer` in place of each `Uint8Array` in it, over the same memory. It is changed for that, as values
 * that come from a store are the caller's own.
 */
export function withBuffers(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? restore(value, new Set()) : value
}

function restore(value: object, seen: Set<object>): object {
  if (Object.getPrototypeOf(value) === Uint8Array.prototype) return toBuffer(value as Uint8Array)
  if (seen.has(value)) return value
  seen.add(value)
  if (value instanceof Map) {
    for (const [key, item] of value) if (isObject(item)) value.set(key, restore(item, seen))
  } else if (value instanceof Set) {
    restoreItems(value, seen)
  } else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
    restoreMembers(value, seen)
  }
  return value
}

function restoreMembers(value: object, seen: Set<object>): void {
  for (const [name, member] of Object.entries(value)) {
    if (!isObject(member)) continue
    const restored = restore(member, seen)
    // Defined, as an assignment to `__proto__` is none.
    if (restored !== member) Object.defineProperty(value, name, { value: restored })
  }
}

function restoreItems(set: Set<unknown>, seen: Set<object>): void {
  const items = [...set]
  set.clear()
  for (const item of items) set.add(isObject(item) ? restore(item, seen) : item)
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
