import { giveWay } from '../actions/give-way.ts'

/** Bytes that are read at a time: some hundred entries, fewer bytes where they are packed. */
const PIECE = 65_536
const PACKED_PIECE = 8192

/**
 * The bytes of a file, in pieces between which the page answers to its visitor: a file and a store in memory could
 * keep it busy without a pause.
 */
export function readPaced(file: Blob, isPacked: boolean): ReadableStream<Uint8Array> {
  const size = isPacked ? PACKED_PIECE : PIECE
  let at = 0
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (at >= file.size) return controller.close()
        await giveWay()
        controller.enqueue(new Uint8Array(await file.slice(at, at + size).arrayBuffer()))
        at += size
      },
    },
    { highWaterMark: 0 },
  )
}
