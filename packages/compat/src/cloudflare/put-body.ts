import type { Limits } from './limits.ts'
import { byteLength, failed } from './refusals.ts'

/** A value that may be put: a text is kept as text, all else as bytes. */
export type PutBody = string | Uint8Array | ReadableStream

/** Takes what may be put, by what it is; throws a `TypeError` for all else. Memory is copied by the put itself. */
export function toBody(body: string | object): PutBody {
  if (typeof body === 'string' || body instanceof ReadableStream) return body
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  throw new TypeError(
    'KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.',
  )
}

/** Throws for a text or bytes that are too long. */
export function checkBody(body: string | Uint8Array, { valueBytes }: Limits): string | Uint8Array {
  // A unit of a string has three bytes at the most.
  if (body.length * 3 <= valueBytes) return body
  const length = typeof body === 'string' ? byteLength(body) : body.length
  if (length <= valueBytes) return body
  throw tooLong(length, valueBytes)
}

/** Reads a stream of bytes or texts to its end. Throws when it is too long, keeping no more of it than may be. */
export async function readBody(stream: ReadableStream, { valueBytes }: Limits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const reader = stream.getReader()
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    const chunk = toChunk(value)
    if (chunk === undefined) {
      const refused = new TypeError('A stream that KV put() takes is one of bytes or of strings.')
      await reader.cancel(refused)
      throw refused
    }
    length += chunk.length
    if (length <= valueBytes) chunks.push(chunk)
  }
  if (length > valueBytes) throw tooLong(length, valueBytes)
  return join(chunks, length)
}

function tooLong(length: number, limit: number): Error {
  return failed('PUT', 413, `Value length of ${length} exceeds limit of ${limit}.`)
}

function toChunk(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return new TextEncoder().encode(value)
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return undefined
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let end = 0
  for (const chunk of chunks) {
    bytes.set(chunk, end)
    end += chunk.length
  }
  return bytes
}
