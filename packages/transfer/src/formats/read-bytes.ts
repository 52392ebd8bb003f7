import { KvasirError } from '@kvasir/core'
import { damaged, interrupted } from '../import/failures.ts'
import type { ImportSource } from '../import/import-options.ts'
import { chunksOf, toReadable } from '../streams.ts'

/** Takes note of how many bytes were read. */
export interface ReadCount {
  bytes: number
}

export type Bytes = Uint8Array<ArrayBuffer>

/** The first bytes of a source, as many as were asked for unless it is shorter, and all of it. */
interface Begun {
  readonly head: Uint8Array
  readonly all: AsyncGenerator<Bytes, void>
}

/** The bytes of a source, unpacked if they are packed by gzip. Throws `INTERRUPTED`, `INVALID_OPTION`, `DAMAGED`. */
export async function readBytes(
  source: ImportSource,
  signal: AbortSignal | undefined,
  count: ReadCount,
): Promise<AsyncGenerator<Bytes, void>> {
  const { head, all } = await begin(sourceChunks(source, signal, count), 2)
  return head[0] === 0x1f && head[1] === 0x8b ? unzipped(all) : all
}

/** Reads so much of the beginning that it can be looked at. */
export async function begin(chunks: AsyncGenerator<Bytes, void>, length: number): Promise<Begun> {
  const first: Bytes[] = []
  let bytes = 0
  while (bytes < length) {
    const { done, value } = await chunks.next()
    if (done === true) break
    first.push(value)
    bytes += value.length
  }
  const head = new Uint8Array(bytes)
  let at = 0
  for (const chunk of first) {
    head.set(chunk, at)
    at += chunk.length
  }
  return { head: head.subarray(0, length), all: followed(head, chunks) }
}

async function* followed(head: Bytes, rest: AsyncGenerator<Bytes, void>): AsyncGenerator<Bytes, void> {
  try {
    yield head
    yield* rest
  } finally {
    await rest.return()
  }
}

async function* sourceChunks(
  source: ImportSource,
  signal: AbortSignal | undefined,
  count: ReadCount,
): AsyncGenerator<Bytes, void> {
  const stream = toStream(source)
  const chunks = chunksOf(stream, signal)
  try {
    for (;;) {
      const { done, value } = await chunks.next().catch((error: unknown) => {
        throw interrupted(error)
      })
      if (done === true) return
      if (!(value instanceof Uint8Array))
        throw new KvasirError('INVALID_OPTION', 'The stream of an import is one of bytes.')
      count.bytes += value.length
      yield value as Bytes
    }
  } finally {
    await chunks.return()
  }
}

function toStream(source: ImportSource): ReadableStream<Uint8Array> {
  if (typeof source === 'string') return new Blob([source]).stream()
  if (source instanceof Blob) return source.stream()
  if (source instanceof ReadableStream) return source
  throw new KvasirError('INVALID_OPTION', 'An import takes a Blob, a stream of bytes, or a text.')
}

async function* unzipped(packed: AsyncGenerator<Bytes, void>): AsyncGenerator<Bytes, void> {
  let failure: { readonly error: unknown } | undefined
  const source = async function* (): AsyncGenerator<Bytes, void> {
    try {
      yield* packed
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  try {
    yield* chunksOf(toReadable(source()).pipeThrough(new DecompressionStream('gzip')))
  } catch (error) {
    // The stream may have made an error of its own of that of the source.
    if (failure !== undefined) throw failure.error
    throw new BadGzip(error)
  }
}

/** That what is packed cannot be unpacked; who reads lines knows where. */
export class BadGzip extends Error {
  constructor(cause: unknown) {
    super('its gzip is broken', { cause })
  }

  at(what: string, line: number): KvasirError {
    return damaged(what, line, 'the gzip that it is in is broken, or ends too early', this.cause)
  }
}
