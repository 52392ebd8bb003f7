import { KvasirError } from '@kvasir/core'

/** How localForage marks a text that is not JSON; a type of four letters and base64 follow. */
const MARKER = '__lfsc__:'
const TYPE_LENGTH = 4

/** In front of the bytes of a blob, since it keeps the type of blobs. */
const BLOB_TYPE = /^~~local_forage_type~([^~]+)~/

const VIEWS = {
  si08: Int8Array,
  ui08: Uint8Array,
  uic8: Uint8ClampedArray,
  si16: Int16Array,
  ur16: Uint16Array,
  si32: Int32Array,
  ui32: Uint32Array,
  fl32: Float32Array,
  fl64: Float64Array,
} as const

/** The value of a text that the driver for `localStorage` has written. */
export function fromLocalForageText(text: unknown): unknown {
  const written = String(text)
  if (!written.startsWith(MARKER)) return JSON.parse(written)
  const type = written.slice(MARKER.length, MARKER.length + TYPE_LENGTH)
  const rest = written.slice(MARKER.length + TYPE_LENGTH)
  if (type === 'blob') {
    const [head = '', blobType = ''] = BLOB_TYPE.exec(rest) ?? []
    return new Blob([fromBase64(rest.slice(head.length))], { type: blobType })
  }
  const bytes = fromBase64(rest)
  if (type === 'arbf') return bytes.buffer
  const View = VIEWS[type as keyof typeof VIEWS]
  if (View !== undefined) return new View(bytes.buffer)
  throw new KvasirError('INVALID_VALUE', `localForage has written the value as ${type}, which is not known.`)
}

/** What its driver for IndexedDB writes in place of a blob where the browser could keep none. */
interface EncodedBlob {
  readonly __local_forage_encoded_blob: true
  readonly data: string
  readonly type: string
}

/** The value that the driver for IndexedDB gives for what it has stored: null is stored as undefined. */
export function fromLocalForageRecord(value: unknown): unknown {
  return isEncodedBlob(value) ? new Blob([fromBase64(value.data)], { type: value.type }) : (value ?? null)
}

function isEncodedBlob(value: unknown): value is EncodedBlob {
  return typeof value === 'object' && value !== null && '__local_forage_encoded_blob' in value
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
