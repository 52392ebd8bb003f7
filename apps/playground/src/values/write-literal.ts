const WIDTH = 72
const INDENT = '  '
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** A value as it is written in TypeScript: on one line where that fits, indented otherwise. */
export function writeLiteral(value: unknown, indent = ''): string {
  const line = write(value, undefined)
  return line.length + indent.length <= WIDTH ? line : write(value, indent)
}

/** A value as it is written in TypeScript, on one line however long. */
export function writeLine(value: unknown): string {
  return write(value, undefined)
}

/** A value as it is written in TypeScript, each of its members on a line of its own. */
export function writeLines(value: unknown): string {
  return write(value, '')
}

/** A string in single quotes, on one line even where it stands in a comment. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\.|'/g, (part) => (part === String.raw`\"` ? '"' : part === "'" ? String.raw`\'` : part))
  return `'${escaped.replaceAll('\u2028', String.raw`\u2028`).replaceAll('\u2029', String.raw`\u2029`)}'`
}

/** A number as people write it, `86_400_000`. */
export function writeNumber(value: number): string {
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
  return /^-?\d{5,15}$/.test(text) ? text.replace(/(?<=\d)(?=(\d{3})+$)/g, '_') : text
}

/** `indent` is that of the line where the value starts; undefined keeps everything on that line. */
function write(value: unknown, indent: string | undefined): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      return writeNumber(value)
    case 'bigint':
      return `${value}n`
    case 'object':
      return value === null ? 'null' : writeObject(value, indent)
    default:
      return String(value)
  }
}

function writeObject(value: object, indent: string | undefined): string {
  if (Array.isArray(value)) return group('[', Array.from(value, inner(indent)), ']', indent)
  if (value instanceof Date)
    return `new Date(${Number.isNaN(value.getTime()) ? 'NaN' : quote(value.toISOString())})`
  if (value instanceof RegExp)
    return `new RegExp(${[value.source, value.flags].filter(Boolean).map(quote).join(', ')})`
  if (value instanceof Map) return `new Map(${write([...value], indent)})`
  if (value instanceof Set) return `new Set(${write([...value], indent)})`
  if (value instanceof ArrayBuffer) return `${write(new Uint8Array(value), indent)}.buffer`
  if (value instanceof DataView) {
    return `new DataView(${write(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength), indent)})`
  }
  if (ArrayBuffer.isView(value)) {
    // Bytes one below the other help nobody.
    return `new ${value.constructor.name}(${write(Array.from(value as unknown as Iterable<unknown>), undefined)})`
  }
  const members = Object.entries(value).map(
    ([name, member]) => `${writeName(name)}: ${inner(indent)(member)}`,
  )
  return members.length === 0 ? '{}' : group('{', members, '}', indent)
}

function inner(indent: string | undefined): (value: unknown) => string {
  return (value) => (indent === undefined ? write(value, undefined) : writeLiteral(value, indent + INDENT))
}

/** Written as `__proto__: x`, an object would get a prototype and no member. */
function writeName(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return IDENTIFIER.test(name) ? name : quote(name)
}

function group(open: string, parts: readonly string[], close: string, indent: string | undefined): string {
  const space = open === '{' ? ' ' : ''
  if (parts.length === 0) return open + close
  if (indent === undefined) return `${open}${space}${parts.join(', ')}${space}${close}`
  const lines = parts.map((part) => `${indent}${INDENT}${part},\n`).join('')
  return `${open}\n${lines}${indent}${close}`
}
