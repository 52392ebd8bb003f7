import { KvasirError, type Durability } from '@kvasir/core'
import type { Appended, JournalStorage, SnapshotWriter, Stored, Tail } from '../storage.ts'
import { fromSent, PROTOCOL, type Answer, type Method, type Methods, type Request } from './messages.ts'

/** Milliseconds in which a helper worker has to answer what it can do at once. */
export const ANSWERS_WITHIN = 10_000
/** Milliseconds for what reads or writes everything, on top of the patience with whoever has the journal open. */
export const WORKS_WITHIN = 60_000

export interface RemoteOptions {
  readonly name: string
  /** Milliseconds to wait for whoever has the journal open. */
  readonly patience: number
  readonly startWorker: () => Worker
}

/** A call that was not answered yet. */
interface Call {
  readonly method: Method
  readonly resolve: (value: unknown) => void
  readonly reject: (error: KvasirError) => void
  /** Stops waiting. */
  readonly forget: () => void
}

/** Methods after which it is unknown whether they were done, when no answer comes. */
const CHANGING: ReadonlySet<Method> = new Set(['append', 'write', 'adopt', 'discard', 'setAside'])

/** Behind the newest record. */
const NOTHING: Tail = { start: 0, records: [] }

/** Methods that may take long. */
const LONG: ReadonlySet<Method> = new Set(['open', 'load', 'adopt', 'setAside', 'close'])

/** A journal in the origin private file system, for a page: a helper worker writes the files. */
export class RemoteJournal implements JournalStorage {
  readonly place = 'opfs'
  readonly isShared = false
  // Nobody can delete files that are open.
  onDeleted: (() => void) | undefined
  readonly #options: RemoteOptions
  readonly #calls = new Map<number, Call>()
  #worker: Worker | undefined
  #ids = 0
  /** Appends that were not seen to be done. */
  #appending = 0
  #drafts = 0
  /** How many failed appends the worker has told of. */
  #failures = 0
  /** The position of the newest record, while no append is under way; undefined when that is not known. */
  #last: number | undefined
  #damage: string | undefined
  /** Why there is no worker any more. */
  #ended: KvasirError | undefined
  #closed: Promise<void> | undefined

  constructor(options: RemoteOptions) {
    this.#options = options
  }

  get damage(): string | undefined {
    return this.#damage
  }

  async load(engine: string): Promise<Stored> {
    const { stored, damage } = await this.#call('load', [engine])
    this.#damage = damage
    this.#last = stored.records.at(-1)?.position ?? stored.snapshot?.position ?? 0
    return stored
  }

  async read(after: number): Promise<Tail> {
    const tail = await this.#call('read', [after])
    if (this.#appending === 0) this.#last = tail.records.at(-1)?.position ?? after
    return tail
  }

  async append(after: number, frame: Uint8Array, durability: Durability): Promise<Appended> {
    this.#last = undefined
    this.#appending++
    try {
      const appended = await this.#call('append', [after, frame.slice(), durability, this.#failures])
      if (--this.#appending === 0) this.#last = appended.position
      return appended
    } catch (error) {
      // After a TIMEOUT it stays unknown what the newest record is, and exchanges read first.
      if ((error as KvasirError).code !== 'TIMEOUT') this.#appending--
      throw error
    }
  }

  async exchange(
    after: number,
    decide: (others: Tail) => Uint8Array | undefined,
    durability: Durability,
  ): Promise<number | undefined> {
    this.#check()
    // Nobody else appends, but an append of this page may have been done that it knows nothing of.
    const others = after === this.#last ? NOTHING : await this.read(after)
    const frame = decide(others)
    return frame === undefined ? undefined : (await this.append(after, frame, durability)).position
  }

  begin(engine: string): SnapshotWriter {
    const draft = this.#drafts++
    const begun = this.#call('begin', [draft, engine])
    // Whoever writes to it or adopts it is told.
    begun.catch(() => undefined)
    return {
      write: async (piece) => {
        await this.#call('write', [draft, piece.slice()])
      },
      adopt: async (position) => {
        await this.#call('adopt', [draft, position])
      },
      // Nobody else appends.
      replace: async (after, frame) => {
        const { position } = await this.append(after, frame, 'strict')
        await this.#call('adopt', [draft, position])
        return position
      },
      discard: async () => {
        await this.#call('discard', [draft])
      },
    }
  }

  async setAside(): Promise<string> {
    return await this.#call('setAside', [])
  }

  close(): Promise<void> {
    this.#closed ??= this.#close(
      this.#worker === undefined || this.#ended !== undefined ? undefined : this.#call('close', []),
    )
    return this.#closed
  }

  async #close(answer: Promise<void> | undefined): Promise<void> {
    try {
      await answer
    } finally {
      this.#end(closed())
    }
  }

  #check(): void {
    if (this.#closed !== undefined) throw closed()
    if (this.#ended !== undefined) throw this.#ended
  }

  /** Sends in the call itself; byte arrays among the arguments are handed over. */
  async #call<M extends Method>(method: M, args: Parameters<Methods[M]>): Promise<ReturnType<Methods[M]>> {
    this.#check()
    const worker = this.#worker ?? this.#start()
    return await this.#send(worker, method, args)
  }

  #start(): Worker {
    let worker: Worker
    try {
      worker = this.#options.startWorker()
    } catch (cause) {
      throw new KvasirError(
        'UNAVAILABLE',
        `Files are written in a worker, and none can be started here: ${String(cause)}`,
        { cause },
      )
    }
    this.#worker = worker
    let hasAnswered = false
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      hasAnswered = true
      this.#take(data)
    })
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      const why = event.message || 'its script does not load'
      this.#end(
        hasAnswered
          ? new KvasirError('STORAGE_FAILED', `The helper worker has ended: ${why}. Open the journal again.`)
          : new KvasirError(
              'UNAVAILABLE',
              `The helper worker does not start: ${why}. Where the bundler does not find it, start it by the option worker.`,
            ),
      )
    })
    worker.addEventListener('messageerror', () => {
      this.#end(new KvasirError('STORAGE_FAILED', 'An answer of the helper worker cannot be read.'))
    })
    const { name, patience } = this.#options
    this.#send(worker, 'open', [PROTOCOL, name, patience]).catch((error: KvasirError) => this.#end(error))
    return worker
  }

  #send<M extends Method>(
    worker: Worker,
    method: M,
    args: Parameters<Methods[M]>,
  ): Promise<ReturnType<Methods[M]>> {
    const { promise, resolve, reject } = Promise.withResolvers<ReturnType<Methods[M]>>()
    const id = this.#ids++
    const limit = LONG.has(method) ? this.#options.patience + WORKS_WITHIN : ANSWERS_WITHIN
    const forget = afterTwice(limit / 2, () => {
      this.#calls.delete(id)
      reject(unanswered(method, `has not answered for ${limit / 1000} s`))
    })
    this.#calls.set(id, { method, resolve: resolve as (value: unknown) => void, reject, forget })
    const request = { id, method, args } as Request
    const handedOver = args.filter((arg) => arg instanceof Uint8Array).map(({ buffer }) => buffer)
    worker.postMessage(request, handedOver as ArrayBuffer[])
    return promise
  }

  #take(answer: Answer): void {
    if (!answer.ok) this.#failures = answer.failures
    const call = this.#calls.get(answer.id)
    // What is answered too late was given up.
    if (call === undefined) return
    this.#calls.delete(answer.id)
    call.forget()
    if (answer.ok) call.resolve(answer.value)
    else call.reject(fromSent(answer.error))
  }

  /** Gives the worker up: what it holds is free then. */
  #end(error: KvasirError): void {
    if (this.#ended !== undefined) return
    this.#ended = error
    this.#worker?.terminate()
    for (const { method, reject, forget } of this.#calls.values()) {
      forget()
      reject(CHANGING.has(method) ? unanswered(method, `has ended: ${error.message}`) : error)
    }
    this.#calls.clear()
  }
}

function closed(): KvasirError {
  return new KvasirError('CLOSED', 'The journal is closed.')
}

function unanswered(method: Method, why: string): KvasirError {
  const isUnknown = CHANGING.has(method) ? ' It is unknown whether it was done.' : ''
  return new KvasirError('TIMEOUT', `The helper worker was asked to ${method} and ${why}.${isUnknown}`)
}

/**
 * Calls back after twice `millis`. A page that was frozen meanwhile finds a timer due as soon as it wakes up: with two
 * of them, answers that have come in the meantime are read first.
 */
function afterTwice(millis: number, callback: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(callback, millis)
  }, millis)
  return () => clearTimeout(timer)
}
