/**
 * One call of a program, as JSON: the method and what it is called with. This file runs in Node and, with its types
 * taken off, inside the original's worker; so it imports nothing.
 */

/** A value as JSON: tagged with `$` where JSON has no such thing. */
export type Written =
  | string
  | number
  | boolean
  | null
  | readonly Written[]
  | { readonly $: 'undefined' | 'NaN' | 'Infinity' | '-0' | 'function' | 'symbol' | 'cycle' | 'blob' }
  | { readonly $: 'bigint' | 'error' | 'boxed'; readonly text: string }
  | { readonly $: 'date'; readonly ms: number }
  | { readonly $: 'object'; readonly members: readonly (readonly [string, Written])[] }
  | { readonly $: 'bytes'; readonly as: BytesKind; readonly bytes: readonly number[] }
  | { readonly $: 'stream'; readonly chunks: readonly (readonly number[])[] }
  | { readonly $: 'strings'; readonly chunks: readonly string[] }
  | { readonly $: 'repeat'; readonly text: string; readonly times: number }
  | { readonly $: 'zeros'; readonly as: BytesKind; readonly length: number }
  /** The cursor of the last listing that was not complete. */
  | { readonly $: 'cursor' }
  /** The seconds since 1970, so many from now. */
  | { readonly $: 'moment'; readonly ahead: number }

export type BytesKind = 'ArrayBuffer' | 'Uint8Array' | 'DataView' | 'Float64Array' | 'stream'

export type Method = 'get' | 'getWithMetadata' | 'put' | 'delete' | 'list'

export interface Call {
  readonly method: Method
  readonly args: readonly Written[]
}

/** Lists page by page to the end. */
export interface Paging {
  readonly method: 'pages'
  readonly args: readonly [limit: number, prefix: string]
}

export type Step = Call | Paging

/** Steps that follow one another without time in between. */
export interface Stretch {
  readonly steps: readonly Step[]
  /** Epoch milliseconds. */
  readonly now: number
  /** Whether all keys are deleted before. */
  readonly clear: boolean
}

/** What came of a step: an answer, or what was thrown in the call itself, or what the promise was rejected with. */
export type Outcome =
  | { readonly answer: Written }
  | { readonly threw: Failure }
  | { readonly rejected: Failure }

export interface Failure {
  readonly name: string
  readonly message: string
}

interface Callable {
  get(...args: unknown[]): unknown
  getWithMetadata(...args: unknown[]): unknown
  put(...args: unknown[]): unknown
  delete(...args: unknown[]): unknown
  list(...args: unknown[]): unknown
}

/** What later steps take from earlier ones. */
interface State {
  cursor: unknown
  readonly now: number
}

/** Runs the steps one after the other. */
export async function runStretch(kv: object, { steps, now, clear }: Stretch): Promise<Outcome[]> {
  const target = kv as Callable
  if (clear) await clearAll(target)
  const outcomes: Outcome[] = []
  const state: State = { cursor: undefined, now }
  for (const step of steps) outcomes.push(await runStep(target, step, state))
  return outcomes
}

async function clearAll(target: Callable): Promise<void> {
  const { keys } = (await target.list()) as { readonly keys: readonly { readonly name: string }[] }
  await Promise.all(keys.map(({ name }) => target.delete(name)))
}

async function runStep(target: Callable, step: Step, state: State): Promise<Outcome> {
  let answering: unknown
  try {
    answering =
      step.method === 'pages'
        ? listPages(target, ...step.args)
        : target[step.method](...step.args.map((arg) => read(arg, state)))
  } catch (error) {
    return { threw: failureOf(error) }
  }
  try {
    const answer = await answering
    if (step.method === 'list') noteCursor(answer, state)
    return { answer: await write(answer) }
  } catch (error) {
    return { rejected: failureOf(error) }
  }
}

interface Listed {
  readonly list_complete: boolean
  readonly cursor?: string
}

function noteCursor(answer: unknown, state: State): void {
  const { cursor } = answer as Listed
  if (cursor !== undefined) state.cursor = cursor
}

async function listPages(target: Callable, limit: number, prefix: string): Promise<unknown> {
  const pages: unknown[] = []
  for (let cursor: string | undefined; ;) {
    const page = (await target.list({ limit, prefix, cursor })) as Listed
    pages.push(page)
    if (page.list_complete || pages.length > 100) return pages
    cursor = page.cursor
  }
}

function failureOf(error: unknown): Failure {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: typeof error, message: String(error) }
}

function read(written: Written, state: State): unknown {
  if (written === null || typeof written !== 'object') return written
  if (isList(written)) return written.map((item) => read(item, state))
  switch (written.$) {
    case 'undefined':
      return undefined
    case 'NaN':
      return Number.NaN
    case 'Infinity':
      return Infinity
    case '-0':
      return -0
    case 'function':
      return () => 1
    case 'symbol':
      return Symbol('a symbol')
    case 'cycle':
      return makeCycle()
    case 'blob':
      return new Blob(['blob'])
    case 'bigint':
      return BigInt(written.text)
    case 'error':
      return new Error(written.text)
    case 'boxed':
      return Object(written.text)
    case 'date':
      return new Date(written.ms)
    case 'object':
      return Object.fromEntries(written.members.map(([name, member]) => [name, read(member, state)]))
    case 'bytes':
      return bytesAs(written.as, new Uint8Array(written.bytes))
    case 'stream':
      return streamOf(written.chunks.map((chunk) => new Uint8Array(chunk)))
    case 'strings':
      return streamOf(written.chunks)
    case 'repeat':
      return written.text.repeat(written.times)
    case 'zeros':
      return bytesAs(written.as, new Uint8Array(written.length))
    case 'cursor':
      return state.cursor
    case 'moment':
      return Math.floor(state.now / 1000) + written.ahead
  }
}

function isList(written: Written): written is readonly Written[] {
  return Array.isArray(written)
}

function makeCycle(): object {
  const cycle: { self?: object } = {}
  cycle.self = cycle
  return cycle
}

function bytesAs(as: BytesKind, bytes: Uint8Array<ArrayBuffer>): unknown {
  switch (as) {
    case 'ArrayBuffer':
      return bytes.buffer
    case 'Uint8Array': {
      // A view of a part, so that the rest of the buffer must not be stored.
      const whole = new Uint8Array(bytes.length + 2).fill(7)
      whole.set(bytes, 1)
      return whole.subarray(1, bytes.length + 1)
    }
    case 'DataView':
      return new DataView(bytes.buffer)
    case 'Float64Array':
      return new Float64Array(bytes)
    case 'stream':
      return streamOf([bytes])
  }
}

function streamOf(chunks: readonly unknown[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

/** An answer as JSON, with everything in it that can be told apart. */
async function write(value: unknown): Promise<Written> {
  if (value === undefined) return { $: 'undefined' }
  if (Object.is(value, -0)) return { $: '-0' }
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value
  }
  if (value instanceof ArrayBuffer)
    return { $: 'bytes', as: 'ArrayBuffer', bytes: [...new Uint8Array(value)] }
  if (value instanceof ReadableStream) {
    const bytes = await new Response(value).arrayBuffer()
    return { $: 'bytes', as: 'stream', bytes: [...new Uint8Array(bytes)] }
  }
  if (value instanceof Map) {
    return Promise.all(Array.from(value, async ([key, item]) => [await write(key), await write(item)]))
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => write(item)))
  if (typeof value !== 'object') return { $: 'error', text: `answered a ${typeof value}` }
  const members = Object.entries(value).map(async ([name, member]) => [name, await write(member)] as const)
  return { $: 'object', members: await Promise.all(members) }
}
