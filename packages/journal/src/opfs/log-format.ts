import { isKvasirError, KvasirError } from '@kvasir/core'
import { frameBytes, fromFrame, toFrame, type Contents } from '@kvasir/core/pack'
import type { LogRecord } from '../storage.ts'

/** Of the files of a journal; one with a newer one is refused. */
export const FORMAT = 1

/** Bytes that tell how long a frame is. */
const HEADER_BYTES = 20
/** What every frame begins with. */
const MAGIC = toFrame({ json: 0, blobs: [] }).subarray(0, 4)

/** What the first frame of a log says. */
export interface LogHead {
  /** The name of the engine kind. */
  readonly engine: string
  /** See {@link Stored}. */
  readonly generation: string
  /** The log has the records behind this position. */
  readonly start: number
  /** The log counts once the records up to this position are in it: those that it took over from the log before. */
  readonly through: number
  /** The file with the state at `start`; undefined for none. */
  readonly snapshot: string | undefined
}

/** A log that counts. */
export interface Log {
  readonly head: LogHead
  readonly records: readonly LogRecord[]
  /** The position of the last record, `head.start` when there is none. */
  readonly last: number
  /** Bytes up to the end of the last record. What follows them is no record. */
  readonly end: number
  /** How many whole records there are behind the one that cannot be read. */
  readonly stranded: number
}

/** The first frame of a log. */
export function toLogHead({
  engine,
  generation,
  start,
  through,
  snapshot,
}: LogHead): Uint8Array<ArrayBuffer> {
  return toFrame({ json: { log: FORMAT, engine, generation, start, through, snapshot }, blobs: [] })
}

/** A record as a log has it: a frame of its position and the frame that it consists of. */
export function toLogRecord({ position, frame }: LogRecord): Uint8Array<ArrayBuffer> {
  return toFrame({ json: position, blobs: [frame] })
}

/**
 * Reads a log; undefined for one that never came to count: its head, or a record that it was to take over, is
 * missing, as when a crash interrupts its beginning.
 *
 * Reading ends at the first frame that is cut short, has other bytes than were written, or has not the next
 * position. A record that is whole behind such a place does not count: what is missing before it may be what it
 * builds on, or what it undid.
 *
 * Throws `DAMAGED` for bytes that are no log, and `UNSUPPORTED_DATABASE` for a log or a record of a newer version.
 */
export function readLog(bytes: Uint8Array): Log | undefined {
  const first = frameAt(bytes, 0)
  if (first === undefined) {
    if (mayBeBegun(bytes)) return undefined
    throw new KvasirError('DAMAGED', 'It does not begin as a log of Kvasir does.')
  }
  const head = toHead(first.contents)
  const records: LogRecord[] = []
  let last = head.start
  let end = first.end
  for (let next = recordAt(bytes, end); next?.position === last + 1; next = recordAt(bytes, end)) {
    records.push({ position: next.position, frame: next.frame })
    last = next.position
    end = next.end
  }
  return last < head.through ? undefined : { head, records, last, end, stranded: countRecords(bytes, end) }
}

/** How many whole records there are behind `from`, wherever they begin. */
export function countRecords(bytes: Uint8Array, from: number): number {
  let count = 0
  for (let at = bytes.indexOf(MAGIC[0]!, from); at !== -1;) {
    const record = tryRecordAt(bytes, at)
    if (record !== undefined) count++
    at = bytes.indexOf(MAGIC[0]!, record?.end ?? at + 1)
  }
  return count
}

/** Where the records behind a position begin in a whole log that starts at `start`. */
export function offsetBehind(bytes: Uint8Array, start: number, position: number): number {
  let at = frameBytes(bytes) ?? 0
  for (let i = start; i < position; i++) at += frameBytes(bytes.subarray(at)) ?? 0
  return at
}

interface Framed {
  readonly contents: Contents
  /** Where the next frame begins. */
  readonly end: number
}

/** The frame that begins at an offset; undefined when it is not whole. */
export function frameAt(bytes: Uint8Array, at: number): Framed | undefined {
  const length = frameBytes(bytes.subarray(at, at + HEADER_BYTES))
  if (length === undefined || at + length > bytes.length) return undefined
  try {
    return { contents: fromFrame(bytes.subarray(at, at + length)), end: at + length }
  } catch (error) {
    if (isKvasirError(error) && error.code === 'UNSUPPORTED_DATABASE') throw error
    return undefined
  }
}

/** Throws `UNSUPPORTED_DATABASE` for a format that is newer than {@link FORMAT}. */
export function checkFormat(format: number): void {
  if (format <= FORMAT) return
  throw new KvasirError(
    'UNSUPPORTED_DATABASE',
    `It has format ${format}, and this Kvasir knows ${FORMAT} at the most: update it.`,
  )
}

function recordAt(bytes: Uint8Array, at: number): (LogRecord & { readonly end: number }) | undefined {
  const framed = frameAt(bytes, at)
  if (framed === undefined) return undefined
  const { json, blobs } = framed.contents
  const [frame] = blobs
  if (typeof json !== 'number' || frame === undefined) return undefined
  return { position: json, frame, end: framed.end }
}

/** As {@link recordAt}, among bytes of which nothing is known: what looks newer may be anything. */
function tryRecordAt(bytes: Uint8Array, at: number): ReturnType<typeof recordAt> {
  try {
    return recordAt(bytes, at)
  } catch {
    return undefined
  }
}

function toHead({ json }: Contents): LogHead {
  const head = json as Partial<LogHead & { readonly log: number }> | null
  if (typeof head !== 'object' || typeof head?.log !== 'number') {
    throw new KvasirError('DAMAGED', 'It begins with something else than the head of a log.')
  }
  checkFormat(head.log)
  const { engine, generation, start, through, snapshot } = head as LogHead
  return { engine, generation, start, through, snapshot }
}

/**
 * Whether bytes without a whole head may be what a crash leaves of a log's beginning: nothing, what the file
 * system had reserved, or a part of the frame.
 */
function mayBeBegun(bytes: Uint8Array): boolean {
  const header = bytes.subarray(0, HEADER_BYTES)
  if (header.every((byte) => byte === 0)) return true
  return header.subarray(0, MAGIC.length).every((byte, i) => byte === MAGIC[i])
}
