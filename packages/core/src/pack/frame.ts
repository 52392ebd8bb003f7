import { KvasirError } from '../errors.ts'
import { crc32 } from './crc32.ts'

/** `Kvsr` in ASCII. */
const MAGIC = 0x4b767372
/** Of the layout below; a frame with a newer one is refused. */
const VERSION = 1
/** Of the same layout with one blob, which is a frame that was compressed: who does not know that refuses it as newer. */
export const COMPRESSED_VERSION = 2
/** Magic, version, length of the body, CRC-32 of all that follows, length of the JSON text; each 32 bits, big-endian. */
const HEADER_BYTES = 20
const CHECKED_FROM = 16

/** What a frame holds: anything that JSON holds, and byte arrays beside it. */
export interface Contents {
  readonly json: unknown
  readonly blobs: readonly Uint8Array[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Packs a JSON value and byte arrays into one array of bytes that tells whether it is whole: a header, the JSON
 * text of `[lengths of the blobs, value]`, the blobs.
 */
export function toFrame(contents: Contents): Uint8Array<ArrayBuffer> {
  return toFrameOf(VERSION, contents)
}

/** As {@link toFrame}, of a version. */
export function toFrameOf(version: number, { json, blobs }: Contents): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(JSON.stringify([blobs.map(({ length }) => length), json]))
  const bodyBytes = blobs.reduce((sum, { length }) => sum + length, text.length)
  const frame = new Uint8Array(HEADER_BYTES + bodyBytes)
  let at = HEADER_BYTES
  for (const part of [text, ...blobs]) {
    frame.set(part, at)
    at += part.length
  }
  const header = new DataView(frame.buffer)
  header.setUint32(CHECKED_FROM, text.length)
  const words = [MAGIC, version, bodyBytes, crc32(frame.subarray(CHECKED_FROM))]
  words.forEach((word, i) => header.setUint32(i * 4, word))
  return frame
}

/** Whether bytes begin as a compressed frame does. */
export function isCompressed(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return view.getUint32(0) === MAGIC && view.getUint32(4) === COMPRESSED_VERSION
}

/** How many bytes the frame has that starts with `header`; undefined when no frame starts so. */
export function frameBytes(header: Uint8Array): number | undefined {
  if (header.length < HEADER_BYTES) return undefined
  const view = new DataView(header.buffer, header.byteOffset)
  return view.getUint32(0) === MAGIC ? HEADER_BYTES + view.getUint32(8) : undefined
}

/**
 * What {@link toFrame} packed. The blobs are copies. Throws `DAMAGED` for bytes that are not one whole frame, and
 * `UNSUPPORTED_DATABASE` for a frame of a newer version.
 */
export function fromFrame(frame: Uint8Array): Contents {
  return fromFrameOf(VERSION, frame)
}

/** As {@link fromFrame}, of a version that is newer. */
export function fromFrameOf(known: number, frame: Uint8Array): Contents {
  // The types say that these are bytes; what a storage gives may be anything.
  if (!ArrayBuffer.isView(frame) || frameBytes(frame) !== frame.length)
    throw damaged('is cut short or is something else')
  const view = new DataView(frame.buffer, frame.byteOffset)
  const version = view.getUint32(4)
  if (version > known) {
    throw new KvasirError(
      'UNSUPPORTED_DATABASE',
      `Something stored has version ${version}, and this Kvasir knows ${known} at the most: update it.`,
    )
  }
  if (crc32(frame.subarray(CHECKED_FROM)) !== view.getUint32(12))
    throw damaged('has other bytes than were written')
  const { lengths, json, end } = readText(frame)
  let at = end
  const blobs = lengths.map((length) => frame.slice(at, (at += length)))
  return { json, blobs }
}

/** The JSON value alone of a frame that was found to be whole. */
export function jsonOf(frame: Uint8Array): unknown {
  return readText(frame).json
}

function readText(frame: Uint8Array): {
  readonly lengths: readonly number[]
  readonly json: unknown
  readonly end: number
} {
  const view = new DataView(frame.buffer, frame.byteOffset)
  const end = HEADER_BYTES + view.getUint32(CHECKED_FROM)
  const text = decoder.decode(frame.subarray(HEADER_BYTES, end))
  const [lengths, json] = JSON.parse(text) as [number[], unknown]
  return { lengths, json, end }
}

function damaged(how: string): KvasirError {
  return new KvasirError('DAMAGED', `A record ${how}.`)
}
