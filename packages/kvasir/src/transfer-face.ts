import type { Store } from '@kvasir/core'
import type { ExportOptions, ImportOptions, ImportResult, ImportSource } from '@kvasir/transfer'

/** What carries the content of a store elsewhere; its code is loaded when it is called. */
export interface TransferFace {
  /**
   * Everything in the store, or what is selected of it, as a file that loses nothing, or in a format of others. See
   * `exportStore` of `@kvasir/transfer` for what its stream throws.
   *
   * @example
   * const blob = await new Response(store.export({ namespaces: ['users'], compress: 'gzip' })).blob()
   */
  export(options?: ExportOptions): ReadableStream<Uint8Array<ArrayBuffer>>
  /**
   * Puts what was exported into the store, beside what is there. See `importStore` of `@kvasir/transfer` for what it
   * throws.
   */
  import(source: ImportSource, options?: ImportOptions): Promise<ImportResult>
}

export function transferFace(store: Store): TransferFace {
  return {
    export(options) {
      const asked = { ...options }
      let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined
      return new ReadableStream(
        {
          async pull(controller) {
            const { exportStore } = await import('@kvasir/transfer')
            reader ??= exportStore(store, asked).getReader()
            const { done, value } = await reader.read()
            if (done) controller.close()
            else controller.enqueue(value)
          },
          cancel: (reason) => reader?.cancel(reason),
        },
        { highWaterMark: 0 },
      )
    },
    async import(source, options) {
      const { importStore } = await import('@kvasir/transfer')
      return await importStore(store, source, options)
    },
  }
}
