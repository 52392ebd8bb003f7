import { KvasirError } from '@kvasir/core'
import { damaged } from '../../import/failures.ts'
import { BadGzip, type Bytes } from '../read-bytes.ts'
import type { Numbered, Records } from '../read-records.ts'
import { parseHeader } from './parse-header.ts'
import { Fault, parseLine } from './parse-line.ts'

const NEWLINE = 0x0a

/** The records of lines. Throws `DAMAGED` with the line, also where the closing one is missing. */
export async function* readLines(chunks: AsyncGenerator<Bytes, void>): Records {
  const lines = new Lines()
  try {
    for await (const chunk of chunks) yield lines.read(chunk)
  } catch (error) {
    throw error instanceof BadGzip ? error.at('Line', lines.line + 1) : error
  }
  yield lines.end()
}

class Lines {
  /** The line that was read last. */
  line = 0
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  /** The beginning of a line whose end has not come. */
  #pieces: Bytes[] = []
  #spaces = 0
  #hasEnded = false

  #decode(last: Bytes, line: number): string {
    try {
      if (this.#pieces.length === 0) return this.#decoder.decode(last)
      const pieces = [...this.#pieces, last]
      this.#pieces = []
      const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
      let at = 0
      for (const piece of pieces) {
        whole.set(piece, at)
        at += piece.length
      }
      return this.#decoder.decode(whole)
    } catch (cause) {
      throw damaged('Line', line, 'it is not UTF-8', cause)
    }
  }

  /** The records of the lines that end in a chunk. */
  *read(chunk: Bytes): Generator<Numbered, void> {
    let from = 0
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      yield* this.#take(chunk.subarray(from, to))
      from = to + 1
    }
    // A copy, as the chunk is its owner's again.
    if (from < chunk.length) this.#pieces.push(chunk.slice(from))
  }

  *end(): Generator<Numbered, void> {
    if (this.#pieces.length > 0) yield* this.#take(new Uint8Array())
    if (this.#hasEnded) return
    throw damaged(
      'Line',
      this.line + 1,
      'it is missing; the export is cut off, as its closing line is not there',
    )
  }

  *#take(last: Bytes): Generator<Numbered, void> {
    const line = ++this.line
    const text = this.#decode(last, line)
    if (text.trim() === '') return
    if (this.#hasEnded) throw damaged('Line', line, 'it comes behind the closing line')
    const content = this.#parse(text, line)
    if (line === 1) {
      const header = parseHeader(content)
      this.#spaces = header.namespaces.length
      return yield { line, record: { kind: 'header', header } }
    }
    try {
      const record = parseLine(content, this.#spaces, line)
      this.#hasEnded = record.kind === 'end'
      yield { line, record }
    } catch (error) {
      throw error instanceof Fault ? damaged('Line', line, error.message) : error
    }
  }

  #parse(text: string, line: number): unknown {
    try {
      return JSON.parse(text)
    } catch (cause) {
      if (line > 1) throw damaged('Line', line, 'it is not JSON', cause)
      throw new KvasirError('UNSUPPORTED_DATABASE', 'The first line is not that of an export of Kvasir.', {
        cause,
      })
    }
  }
}
