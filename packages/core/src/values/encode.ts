import type { RichCodec } from '../api.ts'
import type { Row, ValueType } from '../contract.ts'
import { KvasirError } from '../errors.ts'
import { type Cloning, cloneOf } from './clone.ts'
import { findNonJson } from './json.ts'

/** A value in the form in which backends keep it. */
export interface Encoded {
  readonly type: ValueType
  readonly value: Row['value']
}

/**
 * Encodes a value by what it is: text, bytes (copied), JSON where that is lossless, the rich codec where there
 * is one, else as a structured clone if that may be. Throws `INVALID_VALUE` with the path of what none of them holds.
 */
export function encodeValue(
  value: unknown,
  rich: RichCodec | undefined,
  cloning: Cloning = 'impossible',
): Encoded {
  if (typeof value === 'string') return { type: 'text', value }
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    return { type: 'bytes', value: copyBytes(value, '$') }
  }
  if (value instanceof ReadableStream) throw unstorable('$', 'only an asynchronous store can read a stream')
  const path = findNonJson(value)
  if (path === undefined) return { type: 'json', value: JSON.stringify(value) }
  try {
    if (rich !== undefined) return { type: 'rich', value: rich.encode(value) }
  } catch (error) {
    return { type: 'clone', value: cloneOf(value, error, cloning) }
  }
  const why = 'JSON cannot hold it; open the store with the rich codec to keep dates, maps and the like'
  return { type: 'clone', value: cloneOf(value, unstorable(path, why), cloning) }
}

/** The value of a row, a copy that the caller may change. */
export function decodeValue(row: Row, rich: RichCodec | undefined): unknown {
  switch (row.type) {
    case 'text':
      return row.value
    case 'json':
      return JSON.parse(row.value as string)
    case 'bytes':
      return (row.value as Uint8Array).slice()
    case 'rich':
      if (rich !== undefined) return rich.decode(row.value as string)
      throw new KvasirError(
        'INVALID_OPTION',
        'This value was written with the rich codec; open the store with it.',
      )
    case 'clone':
      return structuredClone(row.value)
  }
}

/** Encodes metadata as JSON text; throws `INVALID_VALUE` with the path of what JSON cannot hold. */
export function encodeMetadata(metadata: unknown): string | undefined {
  if (metadata === undefined) return undefined
  const path = findNonJson(metadata)
  if (path !== undefined) throw unstorable(path, 'metadata is JSON')
  return JSON.stringify(metadata)
}

/** The metadata in JSON text. */
export function decodeMetadata(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}

/** The bytes of a buffer, in memory of their own. Throws `INVALID_VALUE` for one that was transferred away. */
export function copyBytes(source: ArrayBuffer | ArrayBufferView, path: string): Uint8Array {
  try {
    return ArrayBuffer.isView(source)
      ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
      : new Uint8Array(source).slice()
  } catch (cause) {
    throw unstorable(path, 'its buffer is detached', { cause })
  }
}

/** The error for a value that cannot be stored, which names the place in it. */
export function unstorable(
  path: string,
  why: string,
  details: { readonly cause?: unknown } = {},
): KvasirError {
  return new KvasirError('INVALID_VALUE', `The value at ${path} cannot be stored: ${why}.`, {
    ...details,
    path,
  })
}
