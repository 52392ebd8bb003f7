/** The lines of a response, as many at a time as `size` says, while the rest is still on its way. */
export async function* readLines(response: Response, size: number): AsyncGenerator<string[]> {
  if (!response.ok || response.body === null) {
    throw new Error(`${response.url} answered with ${response.status}.`)
  }
  let lines: string[] = []
  let rest = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines = lines.concat(parts)
    while (lines.length >= size) yield lines.splice(0, size)
  }
  if (lines.length > 0) yield lines
}
