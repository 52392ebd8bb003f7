import { KvasirError } from '../errors.ts'
import { COMPRESSED_VERSION, type Contents, fromFrameOf, isCompressed, jsonOf, toFrameOf } from './frame.ts'

/** Raw, as frames have sums of their own: https://www.rfc-editor.org/rfc/rfc1951 */
const FORMAT = 'deflate-raw'
/** Bytes that are compressed in one go, as browsers do it on the thread that asks: a millisecond or two. */
const SLICE_BYTES = 32 * 1024

/** Lets something else run. */
export type Pause = () => Promise<void>

/** What a compressed frame says of itself. */
interface Head {
  readonly format: string
  /** Of what was compressed. */
  readonly bytes: number
}

/** Whether this platform compresses, and reads what is compressed. */
export function canCompress(): boolean {
  return typeof CompressionStream === 'function' && typeof DecompressionStream === 'function'
}

/**
 * Compresses bytes into a frame that says so, a slice at a time with a pause between two; they stay as they are when
 * that does not make them shorter. Takes a platform that {@link canCompress}.
 */
export async function compress(bytes: Uint8Array, pause: Pause): Promise<Uint8Array> {
  const stream = new CompressionStream(FORMAT)
  const head: Head = { format: FORMAT, bytes: bytes.length }
  const blob = await through(stream, bytes, pause)
  const frame = toFrameOf(COMPRESSED_VERSION, { json: head, blobs: [blob] })
  return frame.length < bytes.length ? frame : bytes
}

/**
 * What {@link compress} was given; bytes that it has not compressed stay as they are. Throws `DAMAGED` for a compressed
 * frame that is not whole, `UNSUPPORTED_DATABASE` for one of a newer version, and `UNAVAILABLE` where the platform
 * cannot read it.
 */
export async function uncompress(bytes: Uint8Array): Promise<Uint8Array> {
  if (!isCompressed(bytes)) return bytes
  const { head, blob } = readCompressed(bytes)
  if (!canCompress()) {
    throw new KvasirError(
      'UNAVAILABLE',
      'What is stored is compressed, and there is no DecompressionStream here: open it with a newer browser.',
    )
  }
  const whole = await through(new DecompressionStream(FORMAT), blob, async () => undefined).catch(
    (cause: unknown) => {
      throw damaged('cannot be uncompressed', cause)
    },
  )
  if (whole.length !== head.bytes) throw damaged('has another length than was compressed')
  return whole
}

/** How many bytes {@link uncompress} gives for bytes that it has given, or would. */
export function uncompressedBytes(bytes: Uint8Array): number {
  return isCompressed(bytes) ? (jsonOf(bytes) as Head).bytes : bytes.length
}

function readCompressed(bytes: Uint8Array): { readonly head: Head; readonly blob: Uint8Array } {
  const { json, blobs }: Contents = fromFrameOf(COMPRESSED_VERSION, bytes)
  const head = json as Partial<Head> | null
  const [blob] = blobs
  if (head?.format !== FORMAT || typeof head.bytes !== 'number' || blob === undefined) {
    throw damaged('says that it is compressed, and is not')
  }
  return { head: { format: head.format, bytes: head.bytes }, blob }
}

/** What a stream makes of bytes. */
async function through(
  { readable, writable }: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
  pause: Pause,
): Promise<Uint8Array> {
  // It is read from the beginning: what nobody reads is not written either.
  const [whole] = await Promise.all([collect(readable), feed(writable, bytes, pause)])
  return whole
}

async function feed(writable: WritableStream<BufferSource>, bytes: Uint8Array, pause: Pause): Promise<void> {
  const writer = writable.getWriter()
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    if (at > 0) await pause()
    await writer.write(bytes.slice(at, at + SLICE_BYTES))
  }
  await writer.close()
}

async function collect(readable: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = readable.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    length += value.length
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function damaged(how: string, cause?: unknown): KvasirError {
  return new KvasirError('DAMAGED', `A record ${how}.`, { cause })
}
