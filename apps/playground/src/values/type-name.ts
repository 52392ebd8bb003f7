/** What a value is, in a word: `text`, `number`, `Date`, `Map`. */
export function typeName(value: unknown): string {
  if (typeof value === 'string') return 'text'
  if (typeof value !== 'object') return typeof value
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Date) return 'Date'
  const name = value.constructor.name
  return name === 'Object' ? 'object' : name
}
