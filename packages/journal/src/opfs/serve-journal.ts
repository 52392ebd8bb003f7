import { toStorageError } from '@kvasir/browser'
import { KvasirError } from '@kvasir/core'
import type { SnapshotWriter } from '../storage.ts'
import { LocalJournal } from './local-journal.ts'
import {
  buffersOf,
  PROTOCOL,
  toSent,
  type Answer,
  type Method,
  type Methods,
  type Refusal,
  type Request,
} from './messages.ts'

/** Of a dedicated worker's global object, what is used here. */
export interface WorkerScope {
  postMessage(answer: Answer, transfer: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent<Request>) => void): void
}

/** What a method answers, and what of it is handed over instead of copied. */
interface Result<T> {
  readonly value: T
  readonly transfer?: ArrayBuffer[]
}

type Handlers = {
  readonly [M in Method]: (...args: Parameters<Methods[M]>) => Promise<Result<ReturnType<Methods[M]>>>
}

/** Does the file work for a page: answers the messages that a worker gets. One journal a worker. */
export function serveJournal(scope: WorkerScope): void {
  const appends = { failures: 0, last: undefined as KvasirError | undefined }
  const handlers = createHandlers(appends)

  const running = new Set<Promise<void>>()
  scope.addEventListener('message', ({ data: { id, method, args } }) => {
    const handle = handlers[method] as (...args: readonly unknown[]) => Promise<Result<unknown>>
    const answered = answer(handle(...args))
    running.add(answered)
    void answered.finally(() => running.delete(answered))

    async function answer(result: Promise<Result<unknown>>): Promise<void> {
      const before = [...running]
      try {
        const { value, transfer = [] } = await result
        // The page ends this worker as soon as it reads that the journal is closed.
        if (method === 'close') await Promise.all(before)
        scope.postMessage({ id, ok: true, value }, transfer)
      } catch (cause) {
        const error = await toStorageError(cause)
        if (method === 'append') {
          appends.failures++
          appends.last = error
        }
        refuse(scope, { id, ok: false, error: toSent(error), failures: appends.failures })
      }
    }
  })
}

function refuse(scope: WorkerScope, answer: Refusal): void {
  try {
    scope.postMessage(answer, [])
  } catch {
    // The cause cannot be sent; this is its text.
    scope.postMessage({ ...answer, error: { ...answer.error, cause: String(answer.error.cause) } }, [])
  }
}

function createHandlers(appends: {
  readonly failures: number
  readonly last: KvasirError | undefined
}): Handlers {
  let opened: LocalJournal | undefined
  const drafts = new Map<number, SnapshotWriter>()

  const journal = (): LocalJournal => {
    if (opened === undefined) throw new KvasirError('STORAGE_FAILED', 'The journal was not opened.')
    return opened
  }
  const draft = (number: number): SnapshotWriter => {
    const writer = drafts.get(number)
    if (writer === undefined) throw new KvasirError('STORAGE_FAILED', 'The snapshot was not begun.')
    return writer
  }

  return {
    async open(protocol, name, patience) {
      if (protocol !== PROTOCOL) {
        throw new KvasirError(
          'PROTOCOL_MISMATCH',
          `The page speaks version ${protocol} with its helper worker, and that ${PROTOCOL}: use one version of @kvasir/journal.`,
        )
      }
      opened = new LocalJournal({ name, patience, defer: afterMessages() })
      return { value: undefined }
    },
    async load(engine) {
      const stored = await journal().load(engine)
      const { records, snapshot } = stored
      const arrays = [...records.map(({ frame }) => frame), ...(snapshot?.pieces ?? [])]
      return { value: { stored, damage: journal().damage }, transfer: buffersOf(arrays) }
    },
    async read(after) {
      const value = await journal().read(after)
      return { value, transfer: buffersOf(value.records.map(({ frame }) => frame)) }
    },
    async append(after, frame, durability, failures) {
      if (failures < appends.failures && appends.last !== undefined) throw appends.last
      return { value: await journal().append(after, frame, durability) }
    },
    async begin(number, engine) {
      drafts.set(number, journal().begin(engine))
      return { value: undefined }
    },
    async write(number, piece) {
      return { value: await draft(number).write(piece) }
    },
    async adopt(number, position) {
      await draft(number).adopt(position)
      return { value: void drafts.delete(number) }
    },
    async discard(number) {
      await draft(number).discard()
      return { value: void drafts.delete(number) }
    },
    async setAside() {
      return { value: await journal().setAside() }
    },
    async close() {
      return { value: await journal().close() }
    },
  }
}

/** Calls back behind the messages that are there already: a page that appends several times sends several. */
function afterMessages(): (write: () => void) => void {
  const { port1, port2 } = new MessageChannel()
  let waiting: (() => void)[] = []
  port1.addEventListener('message', () => {
    const due = waiting
    waiting = []
    for (const write of due) write()
  })
  port1.start()
  return (write) => {
    waiting.push(write)
    port2.postMessage(undefined)
  }
}
