/** Characters of a line that are shown. */
const SHOWN = 160

/** The beginning of a line of a file, counted from 1; undefined where the file ends before it. */
export async function readLine(file: Blob, number: number, isPacked: boolean): Promise<string | undefined> {
  const bytes = isPacked ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream()
  const reader = bytes.pipeThrough(new TextDecoderStream()).getReader()
  let line = 1
  let shown = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return line === number && shown !== '' ? shown : undefined
      const parts = value.split('\n')
      const part = parts[number - line]
      if (line === number || part !== undefined) shown += (part ?? '').slice(0, SHOWN - shown.length)
      line += parts.length - 1
      if (line > number || shown.length >= SHOWN) return shown
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
