import type { Store } from '@kvasir/core'
import { writerOf } from '../formats/writers.ts'
import { chunksOf, toReadable } from '../streams.ts'
import type { ExportOptions } from './export-options.ts'
import { openReading } from './read-records.ts'

/**
 * Everything in a store, or what is selected of it, as a stream of bytes. It reads on when it is read, and ends with an
 * error where something cannot be exported: `INVALID_OPTION`, `INVALID_VALUE` with the key that the format cannot hold,
 * `NAMESPACE_DELETED`, or the reason of the signal.
 *
 * An export is the picture of one moment, the one at which it ends, although others write meanwhile; where that could not
 * be reached, its last line and `onEnd` say so.
 *
 * @example
 * const blob = await new Response(exportStore(store)).blob()
 */
export function exportStore(
  store: Store,
  options: ExportOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return toReadable(exportChunks(store, { ...options }))
}

async function* exportChunks(
  store: Store,
  options: ExportOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const { format = 'jsonl', lossy = false, onProgress, onEnd } = options
  const writer = writerOf(format, lossy, options)
  const { header, records } = await openReading(store, options)
  const isAsked = header.namespaces.some(({ compression }) => compression === true)
  const { compress = isAsked ? 'gzip' : false } = options
  let done = 0
  let entries = 0
  let bytes = 0
  let consistent = false
  async function* texts(): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    const encoder = new TextEncoder()
    let isBase = true
    for await (const page of records) {
      for (const record of page) {
        if (record.kind === 'changes') isBase = false
        if (record.kind === 'entry') entries++
        if (record.kind === 'end') consistent = record.consistent === true
      }
      if (isBase) done = entries
      const text = writer.write(page)
      if (text !== '') yield encoder.encode(text)
    }
  }
  const plain = texts()
  const chunks =
    compress === 'gzip' ? chunksOf(toReadable(plain).pipeThrough(new CompressionStream('gzip'))) : plain
  for await (const chunk of chunks) {
    bytes += chunk.byteLength
    yield chunk
    onProgress?.({ done, total: header.entries ?? done, bytes })
  }
  onEnd?.({ entries: writer.entries, bytes, consistent: consistent && writer.isWhole, lost: writer.lost })
}
