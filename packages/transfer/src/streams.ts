/** A stream that asks for a chunk when its reader does, so that nothing is read ahead. */
export function toReadable<T>(chunks: AsyncGenerator<T, void>): ReadableStream<T> {
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await chunks.return()
      },
    },
    { highWaterMark: 0 },
  )
}

/** The chunks of a stream, which is cancelled when nobody reads on, or when the signal says so. */
export async function* chunksOf<T>(
  stream: ReadableStream<T>,
  signal?: AbortSignal | undefined,
): AsyncGenerator<T, void> {
  const reader = stream.getReader()
  const cancel = (): void => void reader.cancel(signal?.reason).catch(() => {})
  signal?.addEventListener('abort', cancel)
  let isDone = false
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { done, value } = await reader.read()
      signal?.throwIfAborted()
      isDone = done
      if (done) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    if (!isDone) await reader.cancel().catch(() => {})
  }
}
