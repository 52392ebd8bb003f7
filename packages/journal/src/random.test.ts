import {
  type Backend,
  type Batch,
  type Check,
  type Commit,
  isInSpan,
  isKvasirError,
  KvasirError,
  type Made,
  type Row,
  type Span,
  type Write,
} from '@kvasir/core'
import { memoryKind } from '@kvasir/memory'
import * as fake from 'fake-indexeddb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { indexedDbStorage, type Journal, journal, type SyncJournal, syncJournal } from './index.ts'
import { fromRecord } from './record.ts'
import type { LogRecord } from './storage.ts'
import { FaultyStorage } from './testing/faulty-storage.ts'
import { randomOf, type Random } from './testing/random.ts'
import { TestChannel } from './testing/test-channel.ts'

Object.assign(globalThis, fake)

/** Each takes some 50 ms; thousands are for whoever changes something here. */
const SEEDS = 40
const FIRST = 1
const seeds = Array.from({ length: SEEDS }, (_, i) => FIRST + i)

beforeAll(() => {
  // No locks: what is done in one process at a time is the harder case, and who is killed would keep them.
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('BroadcastChannel', TestChannel)
})
afterAll(() => void vi.unstubAllGlobals())

const KEYS = ['a', 'b', 'c', 'd', 'e']
/** Of the marks that tell which batches were applied. */
const MARKS = 9
const ALL = { from: '', to: undefined, limit: 1e6, reverse: false, select: 'rows' } as const

function set(space: number, key: string, value: string, expiresAt = 0): Write {
  return { kind: 'set', space, key, type: 'text', value, expiresAt, writtenAt: 1, metadata: undefined }
}

function randomWrite(random: Random, number: number): Write {
  const space = random.between(1, 2)
  const key = random.pick(KEYS)
  const expiresAt = random.chance(1 / 7) ? random.between(1, 4) : 0
  return random.weighted<Write>([
    [6, set(space, key, `${number}`, expiresAt)],
    [2, { kind: 'delete', space, key }],
    [1, { kind: 'deleteRange', space, from: '', to: undefined }],
    [1, { kind: 'deleteRange', space, from: key, to: random.pick([...KEYS, undefined]) }],
  ])
}

/** The rows of a log, by a way of its own. */
class Model {
  readonly rows = new Map<string, Row & { readonly space: number }>()

  apply({ first, writes }: Made): void {
    writes.forEach((write, i) => {
      const { space } = write
      if (write.kind === 'deleteRange') {
        for (const [place, row] of this.rows) {
          if (row.space === space && isInSpan(row.key, write)) this.rows.delete(place)
        }
      } else if (write.kind === 'delete') {
        this.rows.delete(`${space}/${write.key}`)
      } else {
        const { kind: _, ...rest } = write
        this.rows.set(`${space}/${write.key}`, { ...rest, revision: first + i })
      }
    })
  }

  holds(check: Check): boolean {
    if (check.kind === 'key')
      return (this.rows.get(`${check.space}/${check.key}`)?.revision ?? 0) === check.revision
    const rows = this.inSpan(check)
    return rows.length === check.rows && rows.every(({ revision }) => revision <= check.revision)
  }

  inSpan(span: Span): Row[] {
    return [...this.rows.values()].filter((row) => row.space === span.space && isInSpan(row.key, span))
  }

  all(): unknown[] {
    return sorted([...this.rows.values()])
  }
}

function sorted(rows: readonly (Row & { readonly space: number })[]): unknown[] {
  return rows
    .map(
      ({ space, key, value, revision, expiresAt }) =>
        `${space}/${key} = ${value} @${revision} until ${expiresAt}`,
    )
    .toSorted()
}

async function rowsOf(tab: Backend): Promise<unknown[]> {
  const rows = []
  for (const space of [1, 2, MARKS]) {
    for (const row of await tab.scan({ ...ALL, space })) rows.push({ ...row, space })
  }
  return sorted(rows)
}

/** What became of a batch: the last answer that was given, or that none can be relied on. */
interface Sent {
  readonly number: number
  readonly batch: Batch
  outcome: 'waiting' | 'unknown' | 'refused' | Extract<Commit, { ok: true }>
  /** What was answered each time. */
  readonly answers: Extract<Commit, { ok: true }>[]
}

interface Tab {
  readonly journal: Journal
  readonly storage: FaultyStorage
  readonly channel: TestChannel
  /** The newest revision of each place that this tab was told to have written. */
  readonly own: Map<string, number>
  /** What the last rewriting has made. */
  rewritten: Made | undefined
}

/** A row that was read, and what the reader had written there before. */
interface Seen {
  readonly space: number
  readonly key: string
  readonly row: Row | undefined
  readonly own: number
}

class Program {
  readonly random: Random
  readonly name: string
  readonly tabs: Tab[] = []
  readonly sent: Sent[] = []
  readonly seen: Seen[] = []
  readonly log: LogRecord[] = []
  readonly replaced = new Map<number, Made>()
  readonly under = new Set<Promise<unknown>>()
  readonly unexpected: unknown[] = []
  #now = 0

  constructor(seed: number) {
    this.random = randomOf(seed)
    this.name = `random ${seed}`
  }

  async open(): Promise<void> {
    const storage = new FaultyStorage(indexedDbStorage({ name: this.name }))
    storage.onStored = (record) => void this.log.push(record)
    const opened = await journal({
      name: this.name,
      engine: memoryKind,
      storage,
      clock: () => this.#now,
      checkpoints: { logBytes: this.random.pick([300, 1000, 4000, 1e9]) },
    })
    this.tabs.push({
      journal: opened,
      storage,
      channel: TestChannel.last!,
      own: new Map(),
      rewritten: undefined,
    })
  }

  async run(): Promise<void> {
    const { random } = this
    const tabs = random.between(2, 4)
    for (let i = 0; i < tabs; i++) await this.open()
    for (let step = random.between(10, 40); step > 0; step--) {
      const tab = random.pick(this.tabs)
      await random.weighted<() => unknown>([
        [30, () => this.#commit(tab)],
        [8, () => this.#increment(tab)],
        [10, () => this.#read(tab)],
        [6, () => this.#again(tab)],
        [6, () => this.#fault(tab)],
        [3, () => this.#rewrite(tab)],
        [3, () => (tab.channel.isDeaf = !tab.channel.isDeaf)],
        [2, () => this.#kill(tab)],
        [2, () => this.#close(tab)],
        [2, () => this.#ask(tab, tab.journal.flush())],
        [3, () => this.#now++],
        [20, () => this.#pause()],
        [5, () => this.#settle()],
      ])()
    }
    await this.#settle()
  }

  async #pause(): Promise<void> {
    for (let ticks = this.random.between(1, 12); ticks > 0; ticks--)
      await new Promise((resolve) => setTimeout(resolve))
  }

  async #settle(): Promise<void> {
    while (this.under.size > 0) await Promise.all(this.under)
  }

  async #kill(tab: Tab): Promise<void> {
    tab.storage.kill()
    tab.channel.close()
    this.tabs.splice(this.tabs.indexOf(tab), 1)
    // Nobody waits any more for what it was asked for.
    for (const promise of this.#of.get(tab) ?? []) this.under.delete(promise)
    await this.open()
  }

  async #close(tab: Tab): Promise<void> {
    this.tabs.splice(this.tabs.indexOf(tab), 1)
    await tab.journal.close()
    await this.open()
  }

  readonly #of = new Map<Tab, Set<Promise<unknown>>>()

  /** Waits for an answer of a tab, unless the tab is killed. */
  #ask(tab: Tab, promise: Promise<unknown>): void {
    const done: Promise<unknown> = promise
      .catch((error: unknown) => {
        if (!isKvasirError(error)) this.unexpected.push(error)
      })
      .finally(() => this.under.delete(done))
    this.under.add(done)
    const all = this.#of.get(tab) ?? new Set()
    this.#of.set(tab, all.add(done))
  }

  #fault({ storage }: Tab): void {
    const fault = (code: 'STORAGE_FAILED' | 'TIMEOUT' | 'QUOTA_EXCEEDED'): KvasirError =>
      new KvasirError(code, 'A fault.')
    this.random.weighted<() => unknown>([
      [4, () => storage.faults.push({ error: fault('TIMEOUT'), after: 'stored' })],
      [2, () => storage.faults.push({ error: fault('TIMEOUT'), after: 'nothing' })],
      [3, () => storage.faults.push({ error: fault('STORAGE_FAILED'), after: 'nothing' })],
      [2, () => storage.faults.push({ error: fault('QUOTA_EXCEEDED'), after: 'nothing' })],
      [2, () => storage.readFaults.push(fault('STORAGE_FAILED'))],
      [2, () => storage.adoptFaults.push(fault('TIMEOUT'))],
    ])()
  }

  async #check(tab: Tab): Promise<Check> {
    const { random } = this
    const space = random.between(1, 2)
    const from = random.pick(KEYS)
    if (random.chance(2 / 3)) {
      const row = await tab.journal.get(space, from)
      return { kind: 'key', space, key: from, revision: row?.revision ?? 0 }
    }
    const rows = await tab.journal.scan({ ...ALL, space, from })
    const revision = Math.max(0, ...rows.map((row) => row.revision))
    return { kind: 'range', space, from, to: undefined, rows: rows.length, revision }
  }

  #commit(tab: Tab): void {
    const { random } = this
    const commit = (checks: readonly Check[]): Promise<void> => {
      const number = this.sent.length
      const batch: Batch = {
        checks,
        writes: [
          set(MARKS, `${number}`, `${number}`),
          ...random.times(0, 3, () => randomWrite(random, number)),
        ],
        replaced: random.chance(0.3),
        ...(random.chance(0.6) && { id: `id ${number}` }),
        durability: random.pick(['relaxed', 'strict'] as const),
      }
      const sent: Sent = { number, batch, outcome: 'waiting', answers: [] }
      this.sent.push(sent)
      return this.#send(tab, sent)
    }
    const isChecked = random.chance(0.4)
    this.#ask(tab, isChecked ? this.#check(tab).then((check) => commit([check])) : commit([]))
  }

  /** Adds one to a counter by compare-and-set, until that is done or cannot be told. */
  #increment(tab: Tab): void {
    const once = async (): Promise<void> => {
      for (let tries = 0; tries < 20; tries++) {
        const row = await tab.journal.get(MARKS, 'counter')
        const number = this.sent.length
        const sent: Sent = {
          number,
          batch: {
            checks: [{ kind: 'key', space: MARKS, key: 'counter', revision: row?.revision ?? 0 }],
            writes: [
              set(MARKS, `${number}`, `${number}`),
              set(MARKS, 'counter', String(Number(row?.value ?? 0) + 1)),
            ],
            id: `id ${number}`,
          },
          outcome: 'waiting',
          answers: [],
        }
        this.sent.push(sent)
        await this.#send(tab, sent)
        if (sent.outcome !== 'refused') return
      }
    }
    this.#ask(tab, once())
  }

  async #send(tab: Tab, sent: Sent): Promise<void> {
    try {
      const answer = await tab.journal.commit(sent.batch)
      if (answer.ok) {
        sent.answers.push(answer)
        sent.outcome = answer
        sent.batch.writes.forEach((write, i) => {
          if (write.kind !== 'deleteRange') tab.own.set(`${write.space}/${write.key}`, answer.first + i)
        })
      } else if (sent.outcome === 'waiting') sent.outcome = 'refused'
    } catch (error) {
      if (!isKvasirError(error)) throw error
      if (sent.outcome !== 'waiting') return
      sent.outcome = error.code === 'TIMEOUT' || error.code === 'CLOSED' ? 'unknown' : 'refused'
    }
  }

  /** Sends something again that has an id, perhaps while it is under way, perhaps from another tab. */
  #again(tab: Tab): void {
    const candidates = this.sent.filter(
      ({ batch, outcome }) => batch.id !== undefined && outcome !== 'refused',
    )
    if (candidates.length === 0) return
    const sent = this.random.pick(candidates)
    // What is refused now may be what was refused before, or what is under way.
    if (sent.outcome === 'waiting') sent.outcome = 'unknown'
    this.#ask(tab, this.#send(tab, sent))
  }

  #read(tab: Tab): void {
    const space = this.random.pick([1, 2, MARKS])
    const key = space === MARKS ? 'counter' : this.random.pick(KEYS)
    const own = tab.own.get(`${space}/${key}`) ?? 0
    const reading = this.random.chance(0.5)
      ? tab.journal.get(space, key)
      : tab.journal.scan({ ...ALL, space }).then((rows) => rows.find((row) => row.key === key))
    this.#ask(
      tab,
      reading.then((row) => this.seen.push({ space, key, row, own })),
    )
  }

  #rewrite(tab: Tab): void {
    const number = this.sent.length
    const writes = [set(MARKS, `${number}`, `${number}`), set(1, 'a', `${number}`)]
    const sent: Sent = { number, batch: { checks: [], writes }, outcome: 'waiting', answers: [] }
    this.sent.push(sent)
    let made: Made | undefined
    tab.storage.onReplaced = (position) => void this.replaced.set(position, tab.rewritten!)
    const rewriting = tab.journal
      .rewrite(async (pieces) => {
        const engine = await memoryKind.open(pieces)
        const answer = engine.commit({ checks: [], writes })
        if (answer.ok) tab.rewritten = made = { first: answer.first, writes }
        return Array.from(engine.snapshot(), ({ bytes }) => bytes)
      })
      .then(
        () => (sent.outcome = { ok: true, first: made!.first, last: made!.first + 1, replaced: [] }),
        (error: unknown) => {
          if (!isKvasirError(error)) throw error
          sent.outcome = error.code === 'TIMEOUT' ? 'unknown' : 'refused'
        },
      )
    this.#ask(tab, rewriting)
  }

  /** What counts of all that was ever stored, in its order. */
  counted(): Made[] {
    const records = [
      ...this.log.map(({ position, frame }) => ({ position, ...fromRecord(frame) })),
      ...Array.from(this.replaced, ([position, made]) => ({ position, base: undefined, commits: [made] })),
    ].toSorted((a, b) => a.position - b.position)
    const commits: Made[] = []
    let last = 0
    for (const { position, base, commits: made } of records) {
      if (base !== undefined && base !== last) continue
      last = position
      commits.push(...made)
    }
    return commits
  }

  async verify(): Promise<void> {
    expect(this.unexpected).toEqual([])
    for (const { storage } of this.tabs) {
      for (const faults of [storage.faults, storage.readFaults, storage.adoptFaults]) faults.length = 0
    }
    await this.open()
    await Promise.all(this.tabs.map((tab) => tab.journal.flush()))

    const model = new Model()
    const history: Row[] = []
    const numberOf = new Map<number, Made>()
    const gone: { readonly space: number; readonly revision: number; holds(key: string): boolean }[] = []
    let newest = 0
    for (const made of this.counted()) {
      const mark = made.writes.find(
        (write) => write.kind === 'set' && write.space === MARKS && write.key !== 'counter',
      )
      if (made.writes.length > 0) {
        expect(made.first, 'revisions rise').toBeGreaterThan(newest)
        newest = made.first + made.writes.length - 1
      }
      if (mark?.kind === 'set') {
        const number = Number(mark.key)
        expect(numberOf.has(number), `batch ${number} is applied once`).toBe(false)
        numberOf.set(number, made)
        for (const check of this.sent[number]!.batch.checks)
          expect(model.holds(check), `the check of batch ${number} holds`).toBe(true)
      }
      model.apply(made)
      made.writes.forEach((write, i) => {
        if (write.kind === 'set') {
          const { kind: _, ...row } = write
          history.push({ ...row, revision: made.first + i })
        } else {
          const holds = (key: string): boolean =>
            write.kind === 'delete' ? write.key === key : isInSpan(key, write)
          gone.push({ space: write.space, revision: made.first + i, holds })
        }
      })
    }
    for (const [i, tab] of this.tabs.entries()) {
      expect(await rowsOf(tab.journal), `rows of tab ${i}`).toEqual(model.all())
    }
    for (const { number, outcome, answers } of this.sent) {
      const made = numberOf.get(number)
      if (outcome === 'refused') expect(made, `batch ${number} was refused`).toBeUndefined()
      if (typeof outcome === 'object')
        expect(made?.first, `batch ${number} was acknowledged`).toBe(outcome.first)
      for (const answer of answers) expect(answer.first, `batch ${number} has one answer`).toBe(made?.first)
    }
    const increments = [...numberOf.values()].filter(({ writes }) =>
      writes.some((write) => write.kind === 'set' && write.key === 'counter'),
    )
    expect(Number(model.rows.get(`${MARKS}/counter`)?.value ?? 0)).toBe(increments.length)
    for (const { space, key, row, own } of this.seen) {
      if (row !== undefined) {
        expect(row.revision, 'a tab reads what it wrote').toBeGreaterThanOrEqual(own)
        const committed = history.find(({ revision }) => revision === row.revision)
        expect([committed?.key, committed?.value], 'what is read was committed').toEqual([key, row.value])
      } else if (own > 0) {
        const isGone = gone.some((each) => each.space === space && each.revision >= own && each.holds(key))
        expect(isGone, 'what a tab wrote and does not read was deleted').toBe(true)
      }
    }
    await Promise.all(this.tabs.map((tab) => tab.journal.close()))
  }
}

describe('any sequence of commits, failures, checkpoints and ends of tabs', () => {
  test.each(seeds)('leaves the same rows everywhere, as the log says (seed %i)', async (seed) => {
    const program = new Program(seed)
    await program.run()
    await program.verify()
  })
})

/** A program for a journal that is written behind its engine. */
class SyncProgram {
  readonly random: Random
  readonly name: string
  /** Everything that was committed and may still be there, in its order. */
  made: Made[] = []
  /** How many of them must be there. */
  durable = 0
  backend!: SyncJournal
  storage!: FaultyStorage
  #number = 0
  #now = 0
  readonly unexpected: unknown[] = []

  constructor(seed: number) {
    this.random = randomOf(seed)
    this.name = `random sync ${seed}`
  }

  async open(): Promise<void> {
    this.storage = new FaultyStorage(indexedDbStorage({ name: this.name }))
    this.backend = await syncJournal({
      name: this.name,
      engine: memoryKind,
      storage: this.storage,
      clock: () => this.#now,
      checkpoints: { logBytes: this.random.pick([300, 1000, 4000, 1e9]) },
    })
    if (this.random.chance(0.3)) {
      this.backend.onStatus((status) => {
        if (status === 'saved' && this.random.chance(0.5)) this.#commit()
      })
    }
  }

  async run(): Promise<void> {
    const { random } = this
    await this.open()
    for (let step = random.between(10, 50); step > 0; step--) {
      await random.weighted<() => unknown>([
        [30, () => this.#commit()],
        [8, () => this.#fault()],
        [8, () => this.#flush()],
        [2, () => this.#end()],
        [2, () => this.#close()],
        [3, () => this.#now++],
        [20, () => this.#pause()],
      ])()
    }
    for (const faults of [this.storage.faults, this.storage.readFaults, this.storage.adoptFaults])
      faults.length = 0
    // One that is under way may fail yet.
    await this.backend.flush().catch(() => this.backend.flush())
    this.durable = this.made.length
    await this.#close()
    await this.backend.close()
    expect(this.unexpected).toEqual([])
  }

  async #pause(): Promise<void> {
    for (let ticks = this.random.between(1, 12); ticks > 0; ticks--)
      await new Promise((resolve) => setTimeout(resolve))
  }

  #fault(): void {
    const { random, storage } = this
    const fault = (code: 'STORAGE_FAILED' | 'TIMEOUT' | 'QUOTA_EXCEEDED'): KvasirError =>
      new KvasirError(code, 'A fault.')
    random.weighted<() => unknown>([
      [4, () => storage.faults.push({ error: fault('TIMEOUT'), after: 'stored' })],
      [2, () => storage.faults.push({ error: fault('TIMEOUT'), after: 'nothing' })],
      [3, () => storage.faults.push({ error: fault('STORAGE_FAILED'), after: 'nothing' })],
      [2, () => storage.faults.push({ error: fault('QUOTA_EXCEEDED'), after: 'nothing' })],
      [2, () => storage.readFaults.push(fault('STORAGE_FAILED'))],
      [2, () => storage.adoptFaults.push(fault('TIMEOUT'))],
    ])()
  }

  #commit(): void {
    const { random } = this
    const number = this.#number++
    const writes = [
      set(MARKS, `${number}`, `${number}`),
      ...random.times(0, 3, () => randomWrite(random, number)),
    ]
    const before = this.made.length
    try {
      const answer = this.backend.commit({
        checks: [],
        writes,
        ...(random.chance(0.4) && { id: `id ${number}` }),
      })
      // A listener may have committed meanwhile, behind this one.
      if (answer.ok) this.made.splice(before, 0, { first: answer.first, writes })
    } catch (error) {
      if (!isKvasirError(error)) this.unexpected.push(error)
    }
  }

  #flush(): void {
    const { made } = this
    const count = made.length
    this.backend.flush().then(
      () => {
        if (made === this.made) this.durable = Math.max(this.durable, count)
        return undefined
      },
      (error: unknown) => {
        if (!isKvasirError(error)) this.unexpected.push(error)
      },
    )
  }

  async #end(): Promise<void> {
    this.storage.kill()
    await this.#reopen()
  }

  async #close(): Promise<void> {
    await this.backend.close().then(
      () => (this.durable = this.made.length),
      (error: unknown) => {
        if (!isKvasirError(error)) this.unexpected.push(error)
      },
    )
    await this.#reopen()
  }

  /** Opens again, and sees that everything is there up to some commit that is not before the last durable one. */
  async #reopen(): Promise<void> {
    await this.open()
    const marks = this.backend.scan({ ...ALL, space: MARKS }).map(({ key }) => Number(key))
    const newest = Math.max(-1, ...marks)
    const there = this.made.filter(({ writes }) => Number((writes[0] as { key: string }).key) <= newest)
    expect(there.length, 'what was durable is there').toBeGreaterThanOrEqual(this.durable)
    const model = new Model()
    for (const made of there) model.apply(made)
    this.made = there
    this.durable = there.length
    const rows = await rowsOf(this.backend)
    const purged = [...model.rows.values()].filter(({ expiresAt }) => expiresAt > 0 && expiresAt <= this.#now)
    const isPurged = (text: unknown): boolean => sorted(purged).includes(text)
    expect(rows.filter((row) => !isPurged(row))).toEqual(model.all().filter((row) => !isPurged(row)))
  }
}

describe('any sequence of commits, failures, checkpoints and ends of a synchronous journal', () => {
  test.each(seeds)(
    'leaves everything up to some commit that is not before a flush (seed %i)',
    async (seed) => {
      await new SyncProgram(seed).run()
    },
  )
})
