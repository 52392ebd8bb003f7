import { giveWay } from '../actions/give-way.ts'

/** Milliseconds after which the browser has taken hold of what it saves. */
const TAKEN = 60_000

/** All of a stream. Throws what it fails with, in the place of which a `Response` would say that it could not be fetched. */
export async function toBlob(stream: ReadableStream<Uint8Array>, type: string): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(pieces, { type })
    pieces.push(value as Uint8Array<ArrayBuffer>)
    // A store in memory answers at once, however much is asked.
    await giveWay()
  }
}

/** Puts a file where the browser saves downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), TAKEN)
}
