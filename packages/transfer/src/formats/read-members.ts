import { KvasirError, type Row } from '@kvasir/core'
import { JSONParser } from '@streamparser/json'
import { damaged } from '../import/failures.ts'
import { cloudflareRow } from './cloudflare/parse-member.ts'
import { jsonRow } from './json/parse-member.ts'
import { Fault } from './jsonl/parse-line.ts'
import { BadGzip, type Bytes } from './read-bytes.ts'
import type { Numbered, Records } from './read-records.ts'

/** A member of the JSON text as it was parsed; what it is of an array has a number for a key. */
interface Parsed {
  readonly key: string | number | undefined
  readonly value: unknown
}

const OPENING = { json: '{', cloudflare: '[' }

/** The records of the members of a JSON object or array, however large it is. Throws `DAMAGED` with the number of the entry. */
export async function* readMembers(
  chunks: AsyncGenerator<Bytes, void>,
  format: 'json' | 'cloudflare',
  now: number,
): Records {
  const members = new Members(format, now)
  try {
    for await (const chunk of chunks) yield members.read(chunk)
  } catch (error) {
    throw error instanceof BadGzip ? error.at('Entry', members.count + 1) : error
  }
  yield members.end()
}

class Members {
  /** The entry that was read last. */
  count = 0
  readonly #format: keyof typeof OPENING
  readonly #now: number
  readonly #parser = new JSONParser({ paths: ['$.*'], keepStack: false })
  #parsed: Parsed[] = []
  #failure: Error | undefined
  #isBegun = false

  constructor(format: keyof typeof OPENING, now: number) {
    this.#format = format
    this.#now = now
    this.#parser.onValue = ({ key, value }) => void this.#parsed.push({ key, value })
    this.#parser.onError = (error) => {
      this.#failure ??= error
    }
  }

  *read(chunk: Bytes): Generator<Numbered, void> {
    this.#checkOpening(chunk)
    this.#parser.write(chunk)
    yield* this.#take()
  }

  *end(): Generator<Numbered, void> {
    if (!this.#parser.isEnded) this.#parser.end()
    yield* this.#take()
    const record = { kind: 'end', entries: this.count, consistent: undefined } as const
    yield { line: this.count + 1, record }
  }

  /** An array is no object of keys: its places would be taken for them. */
  #checkOpening(chunk: Bytes): void {
    if (this.#isBegun) return
    const text = new TextDecoder()
      .decode(chunk)
      .replace(/^\uFEFF/, '')
      .trimStart()
    if (text === '') return
    this.#isBegun = true
    const opening = OPENING[this.#format]
    if (text.startsWith(opening)) return
    throw new KvasirError(
      'UNSUPPORTED_DATABASE',
      `The format ${this.#format} begins with ${opening}, and this does not.`,
    )
  }

  *#take(): Generator<Numbered, void> {
    const parsed = this.#parsed
    this.#parsed = []
    for (const member of parsed) {
      const line = ++this.count
      yield { line, record: { kind: 'entry', space: 0, row: this.#toRow(member, line), versions: undefined } }
    }
    if (this.#failure === undefined) return
    throw damaged('Entry', this.count + 1, 'the JSON is broken there, or ends too early', this.#failure)
  }

  #toRow({ key, value }: Parsed, line: number): Row {
    try {
      return this.#format === 'json' ? jsonRow(key, value, this.#now) : cloudflareRow(value, this.#now)
    } catch (error) {
      throw error instanceof Fault ? damaged('Entry', line, error.message) : error
    }
  }
}
