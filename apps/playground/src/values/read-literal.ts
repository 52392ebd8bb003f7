/**
 * Reads a value as it is written in TypeScript, without running anything: JSON and what lies beyond it, such as
 * `{ born: new Date('1815-12-10'), tags: new Set(['maths']), big: 10n }`. Throws a `SyntaxError` that names the
 * place of what it cannot read.
 */
export function readLiteral(text: string): unknown {
  const reader = new LiteralReader(text)
  const value = reader.value()
  reader.end()
  return value
}

const TOKEN =
  /\s*(?:(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<number>-?(?:\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?n?|Infinity))|(?<word>[\p{ID_Start}$_][\p{ID_Continue}$]*)|(?<mark>[{}[\](),:.]))/uy

interface Token {
  readonly kind: 'string' | 'number' | 'word' | 'mark' | 'end'
  readonly text: string
  readonly at: number
}

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
])

/** What `new` makes; the arguments are passed on as they are, and what a constructor throws is shown. */
const CLASSES: ReadonlyMap<string, new (...args: never[]) => unknown> = new Map(
  Object.entries<new (...args: never[]) => unknown>({
    Date,
    Map,
    Set,
    RegExp,
    DataView,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  }),
)

class LiteralReader {
  readonly #text: string
  #at = 0
  #token: Token

  constructor(text: string) {
    this.#text = text
    this.#token = this.#next()
  }

  value(): unknown {
    const token = this.#take()
    if (token.kind === 'string') return unquote(token.text)
    if (token.kind === 'number') return toNumber(token.text)
    if (token.text === '[') return this.#list(']', () => this.value())
    if (token.text === '{') return Object.fromEntries(this.#list('}', () => this.#member()))
    if (token.text === 'new') return this.#construction()
    if (token.kind === 'word' && WORDS.has(token.text)) return WORDS.get(token.text)
    throw unexpected(token, 'a value')
  }

  end(): void {
    if (this.#token.kind !== 'end') throw unexpected(this.#token, 'the end')
  }

  #member(): [name: string, value: unknown] {
    const token = this.#take()
    const isComputed = token.text === '['
    const name = isComputed ? this.#take() : token
    if (isComputed) this.#expect(']')
    if (name.kind === 'mark' || name.kind === 'end') throw unexpected(name, 'a name')
    this.#expect(':')
    return [name.kind === 'string' ? unquote(name.text) : name.text, this.value()]
  }

  #construction(): unknown {
    const name = this.#take()
    const constructor = CLASSES.get(name.text)
    if (constructor === undefined) throw unexpected(name, `one of ${[...CLASSES.keys()].join(', ')}`)
    this.#expect('(')
    const made = new constructor(...(this.#list(')', () => this.value()) as never[]))
    if (this.#token.text !== '.' || !ArrayBuffer.isView(made)) return made
    this.#take()
    const member = this.#take()
    if (member.text !== 'buffer') throw unexpected(member, 'buffer')
    return made.buffer
  }

  #list<T>(close: string, item: () => T): T[] {
    const items: T[] = []
    while (this.#token.text !== close) {
      items.push(item())
      if (this.#token.text !== ',') break
      this.#take()
    }
    this.#expect(close)
    return items
  }

  #expect(mark: string): void {
    const token = this.#take()
    if (token.text !== mark || token.kind !== 'mark') throw unexpected(token, mark)
  }

  #take(): Token {
    const token = this.#token
    if (token.kind !== 'end') this.#token = this.#next()
    return token
  }

  #next(): Token {
    TOKEN.lastIndex = this.#at
    const { groups } = TOKEN.exec(this.#text) ?? {}
    const [kind, text] = Object.entries(groups ?? {}).find(([, part]) => part !== undefined) ?? []
    if (kind !== undefined && text !== undefined) {
      this.#at = TOKEN.lastIndex
      return { kind: kind as Token['kind'], text, at: this.#at - text.length }
    }
    const rest = this.#text.slice(this.#at).trimStart()
    const at = this.#text.length - rest.length
    const end: Token = { kind: 'end', text: '', at }
    if (rest !== '') throw unexpected({ ...end, kind: 'mark', text: rest.slice(0, 1) }, 'a value')
    return end
  }
}

function unexpected({ kind, text, at }: Token, wanted: string): SyntaxError {
  return new SyntaxError(
    `Expected ${wanted} at character ${at + 1}, found ${kind === 'end' ? 'the end' : text}.`,
  )
}

/** Turns the quotes into JSON's and leaves the rest to it. */
function unquote(text: string): string {
  const body = text.slice(1, -1).replace(/\\[^]|"/g, (part) => {
    if (part === '"') return String.raw`\"`
    return part === String.raw`\'` ? "'" : part
  })
  return JSON.parse(`"${body}"`)
}

function toNumber(text: string): number | bigint {
  const digits = text.replaceAll('_', '')
  return digits.endsWith('n') ? BigInt(digits.slice(0, -1)) : Number(digits)
}
