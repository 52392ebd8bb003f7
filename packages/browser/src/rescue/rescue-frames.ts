import { KvasirError } from '@kvasir/core'
import { frameBytes, fromFrame, toFrame } from '@kvasir/core/pack'
import type { Rescued, RescueHead } from './rescue-file.ts'

/** Of the header of a frame: what `frameBytes` needs. */
const HEADER_BYTES = 20

/** What a frame of the file says: the state's head, that there is a piece in it, or how many there were. */
type Line = readonly ['head', RescueHead] | readonly ['piece'] | readonly ['end', number]

/** The frames of a file: the head, the pieces, and an end without which nothing counts. */
export async function* toFrames(
  head: RescueHead,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield frameOf(['head', head])
  let count = 0
  for await (const piece of pieces) {
    yield frameOf(['piece'], [piece])
    count++
  }
  yield frameOf(['end', count])
}

/**
 * The state in a file; undefined when the file is cut short, as one is whose writing was cut off. Throws `DAMAGED`
 * for anything else, and `UNSUPPORTED_DATABASE` for what a newer version wrote.
 */
export async function fromFrames(file: Blob): Promise<Rescued | undefined> {
  let head: RescueHead | undefined
  const pieces: Uint8Array[] = []
  for (let at = 0; ;) {
    const header = await bytesOf(file.slice(at, at + HEADER_BYTES))
    if (header.length < HEADER_BYTES) return undefined
    const length = frameBytes(header)
    if (length === undefined) throw damaged('something else is in it')
    const frame = await bytesOf(file.slice(at, at + length))
    if (frame.length < length) return undefined
    const { json, blobs } = fromFrame(frame)
    const line = json as Line
    at += length
    if (line[0] === 'head') head = line[1]
    else if (line[0] === 'piece') pieces.push(blobs[0]!)
    else if (head !== undefined && line[1] === pieces.length && at === file.size) return { head, pieces }
    else throw damaged('its parts do not belong together')
  }
}

function frameOf(json: Line, blobs: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  return toFrame({ json, blobs })
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer())
}

function damaged(why: string): KvasirError {
  return new KvasirError('DAMAGED', `The rescue file cannot be used: ${why}.`)
}
