import {
  type Backend,
  type Batch,
  type Check,
  type Commit,
  madeBy,
  type SetWrite,
  toAsync,
  toTellMade,
  type Write,
} from '@kvasir/core'
import { memory } from '@kvasir/memory'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OwnWords } from './own-words.ts'
import { replay } from './replay.ts'
import { wordItems } from './word-items.ts'
import { fromText } from './read-word.ts'
import type { Spoken } from './word.ts'

const SPACE = 5
/** Where deletions leave their marks. */
const TRACES = 6
const KEYS = ['a', 'b', 'c'] as const
type Key = (typeof KEYS)[number]

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 0 }))
afterEach(() => void vi.useRealTimers())

/** localStorage as far as words need it. */
function storage(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, text) => void items.set(key, text),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  }
}

function spokenIn(items: Storage): Spoken[][] {
  return Array.from(wordItems('store', items).values(), (page) =>
    page.map(({ key }) => fromText(items.getItem(key) as string)),
  )
}

function write(key: Key, value: string | undefined): Write {
  return value === undefined ? { kind: 'delete', space: SPACE, key } : set(SPACE, key, value)
}

function set(space: number, key: Key, value: string): SetWrite {
  return { kind: 'set', space, key, type: 'text', value, expiresAt: 0, writtenAt: 1, metadata: undefined }
}

function removeWithMark(key: Key, value: string): Write {
  return { kind: 'delete', space: SPACE, key, mark: set(TRACES, key, value) }
}

/** The value of the mark that a write sets if it deletes something. */
function markOf(write: Write): string | undefined {
  return write.kind === 'delete' ? (write.mark?.value as string | undefined) : undefined
}

const CLEAR: Write = { kind: 'deleteRange', space: SPACE, from: '', to: undefined }

/** A store that many write to, and what it has been through. */
class Shared {
  readonly backend: Backend<'async'> = toAsync(memory())
  revision = 0
  /** Every value that was ever written, once for each time. */
  readonly written: string[] = []
  /** How many calls are answered before the replaying tab ends; whether the last one still happens. */
  calls = Number.POSITIVE_INFINITY
  lastHappens = false

  async commit(batch: Batch): Promise<Commit> {
    const commit = await this.backend.commit(toTellMade(batch))
    if (!commit.ok || commit.last <= this.revision) return commit
    this.revision = commit.last
    for (const each of madeBy(batch, commit).writes) {
      const value = each.kind === 'set' ? (each.value as string) : markOf(each)
      if (value !== undefined) this.written.push(value)
    }
    return commit
  }

  /** The backend as a tab has it that may end in between. */
  get fragile(): Backend<'async'> {
    const call = async <T>(run: () => Promise<T>): Promise<T> => {
      this.calls--
      if (this.calls < 0 && !(this.calls === -1 && this.lastHappens)) throw new Error('The tab has ended.')
      const answer = await run()
      if (this.calls < 0) throw new Error('The tab has ended.')
      return answer
    }
    const { backend } = this
    return {
      name: backend.name,
      mode: 'async',
      capabilities: backend.capabilities,
      get: (space, key) => call(() => backend.get(space, key)),
      getMany: (space, keys) => call(() => backend.getMany(space, keys)),
      scan: (scan) => call(() => backend.scan(scan)),
      commit: (batch) => call(() => this.commit(batch)),
      stat: (tally) => call(() => backend.stat(tally)),
      onCommit: (listener) => backend.onCommit(listener),
      flush: () => call(() => backend.flush()),
      health: () => backend.health(),
      close: () => backend.close(),
    }
  }

  /** Replays in a tab that ends after so many calls, and then in one that does not. */
  async replayTwice(
    items: Storage,
    calls: number,
    lastHappens: boolean,
    between: () => Promise<void>,
  ): Promise<void> {
    Object.assign(this, { calls, lastHappens })
    let hasEnded = false
    await replay(this.fragile, spokenIn(items)).catch((error: Error) => {
      if (error.message !== 'The tab has ended.') throw error
      hasEnded = true
    })
    this.calls = Number.POSITIVE_INFINITY
    if (hasEnded) await between()
    await replay(this.fragile, spokenIn(items))
    const again = this.revision
    expect(await replay(this.fragile, spokenIn(items))).toBe(0)
    expect(this.revision).toBe(again)
  }

  async rows(space = SPACE): Promise<Map<Key, { readonly value: string; readonly revision: number }>> {
    const rows = await this.backend.scan({
      space,
      from: '',
      to: undefined,
      limit: 100,
      reverse: false,
      select: 'rows',
    })
    return new Map(rows.map(({ key, value, revision }) => [key as Key, { value: value as string, revision }]))
  }
}

/** What stands under a key in the model. */
interface Standing {
  readonly value: string
  readonly revision: number
  readonly by: number
  /** The step that wrote it. */
  readonly step: number
  readonly isReplayed: boolean
}

const key = fc.constantFrom(...KEYS)
const page = fc.constantFrom(0, 1)
const OTHER = 2
const cut = fc.record({ calls: fc.nat({ max: 60 }), lastHappens: fc.boolean(), late: fc.option(key) })

const step = fc.oneof(
  fc.record({ kind: fc.constant('other' as const), key, isDelete: fc.boolean() }),
  fc.record({ kind: fc.constant('sync' as const), page }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('word' as const),
      page,
      writes: fc.array(
        fc.record({ key, what: fc.constantFrom('set', 'set', 'set', 'delete', 'mark', 'clear' as const) }),
        { minLength: 1, maxLength: 2 },
      ),
      fate: fc.constantFrom('acknowledged', 'acknowledged in the end', 'stored', 'lost', 'lost' as const),
    }),
  },
)

test('two pages and others: the words that are lost come after what their pages knew, once, and before what is newer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), cut, async (steps, { calls, lastHappens, late }) => {
      const shared = new Shared()
      const items = storage()
      const words = [0, 1].map((id) => new OwnWords('store', String(id).repeat(32), items))
      const known = [0, 0]
      const views = [new Map<Key, number>(), new Map<Key, number>()]
      const model = new Map<Key, Standing>()
      const traces = new Map<Key, string>()
      const lost: {
        page: number
        step: number
        at: number
        writes: readonly { write: Write; seen: number | undefined }[]
      }[] = []
      let values = 0

      const note = (writes: readonly Write[], first: number, by: number, step: number): void => {
        writes.forEach((each, i) => {
          if (each.kind === 'deleteRange') model.clear()
          else if (each.kind === 'delete') {
            const mark = markOf(each)
            if (model.delete(each.key as Key) && mark !== undefined) traces.set(each.key as Key, mark)
          } else
            model.set(each.key as Key, {
              value: each.value as string,
              revision: first + i,
              by,
              step,
              isReplayed: false,
            })
        })
      }
      const store = async (
        writes: readonly Write[],
        by: number,
        step: number,
        id?: string,
      ): Promise<void> => {
        const commit = await shared.commit({ checks: [], writes, ...(id && { id }) })
        if (commit.ok) note(writes, commit.first, by, step)
      }
      const sync = (by: number): void => {
        known[by] = shared.revision
        for (const each of KEYS) views[by]?.set(each, model.get(each)?.revision ?? 0)
      }

      for (const [time, one] of steps.entries()) {
        vi.setSystemTime(time)
        if (one.kind === 'other')
          await store([write(one.key, one.isDelete ? undefined : `${++values}`)], OTHER, time)
        else if (one.kind === 'sync') sync(one.page)
        else {
          const by = one.page
          const writes = one.writes.map(({ key: to, what }) =>
            what === 'clear'
              ? CLEAR
              : what === 'mark'
                ? removeWithMark(to, `${++values}`)
                : write(to, what === 'set' ? `${++values}` : undefined),
          )
          const seen = writes.map((each) => {
            const view = each.kind === 'deleteRange' ? undefined : views[by]?.get(each.key as Key)
            // What is not stored yet has no revision that the page could know.
            for (const to of KEYS) if (each.kind === 'deleteRange' || each.key === to) views[by]?.delete(to)
            return view
          })
          const id = `word ${time}`
          const at = known[by] as number
          const batches = writes.map((each): Batch => ({ checks: [], writes: [each] }))
          expect(words[by]?.speak({ id, at, batches, seen: seen.map((each) => [each]) })).toBe(true)
          if (one.fate === 'lost')
            lost.push({
              page: by,
              step: time,
              at,
              writes: writes.map((each, i) => ({ write: each, seen: seen[i] })),
            })
          else await store(writes, by, time, id)
          if (one.fate === 'acknowledged') {
            known[by] = shared.revision
            words[by]?.unspeak(id)
          }
        }
      }

      for (const [time, one] of steps.entries()) {
        if (one.kind === 'word' && one.fate === 'acknowledged in the end')
          words[one.page]?.unspeak(`word ${time}`)
      }

      for (const { page: by, step, at, writes } of lost) {
        const isOlder = ({ revision, by: who, step: then, isReplayed }: Standing): boolean =>
          isReplayed || (who === by && then < step) || revision <= at
        for (const { write: each, seen } of writes) {
          for (const to of each.kind === 'deleteRange' ? KEYS : [each.key as Key]) {
            const standing = model.get(to)
            if (standing === undefined ? (seen ?? 0) > 0 : !isOlder(standing)) continue
            const mark = markOf(each)
            if (standing !== undefined && mark !== undefined) traces.set(to, mark)
            if (each.kind !== 'set') model.delete(to)
            else model.set(to, { value: each.value as string, revision: 0, by, step, isReplayed: true })
          }
        }
      }

      let uncertain: Key | undefined
      await shared.replayTwice(items, calls, lastHappens, async () => {
        if (late === null) return
        // Its deletions may have been replayed before, and are not any more.
        uncertain = late
        await shared.commit({ checks: [], writes: [write(late, 'late')] })
        model.set(late, { value: 'late', revision: 0, by: OTHER, step: 0, isReplayed: false })
      })
      const rows = await shared.rows()
      expect(new Map(Array.from(rows, ([to, { value }]) => [to, value]))).toEqual(
        new Map(KEYS.flatMap((to) => (model.has(to) ? [[to, model.get(to)?.value]] : []))),
      )
      const left = await shared.rows(TRACES)
      for (const to of KEYS) {
        if (to !== uncertain) expect(left.get(to)?.value).toBe(traces.get(to))
      }
      expect(new Set(shared.written).size).toBe(shared.written.length)
    }),
    { numRuns: 300 },
  )
})

const numberedStep = fc.record({
  by: fc.constantFrom('page', 'page', 'other' as const),
  key,
  isDelete: fc.boolean(),
  hasMark: fc.boolean(),
  /** Of the page: nothing, the key, or everything that it sees. */
  checks: fc.constantFrom('nothing', 'key', 'all' as const),
  /** The word goes on with the batch before. */
  isMore: fc.boolean(),
})

test('a page that numbers its writes: what others have written stays, and checks hold only for what it saw', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 3 }),
      fc.array(numberedStep, { maxLength: 20 }),
      cut,
      fc.boolean(),
      async (before, steps, { calls, lastHappens }, isCut) => {
        const shared = new Shared()
        const items = storage()
        let values = 0
        for (const to of before) await shared.commit({ checks: [], writes: [write(to, `${++values}`)] })
        /** What the page sees: the revisions of keys as it knows or has given them. */
        const view = new Map(Array.from(await shared.rows(), ([to, { revision }]) => [to, revision]))
        let number = shared.revision
        const spoken: { batches: Batch[]; seen: number[][]; given: number[] }[] = []
        const foreign = new Set<string>()
        for (const { by, key: to, isDelete, hasMark, checks, isMore } of steps) {
          const value = isDelete ? undefined : `${++values}`
          if (by === 'other') {
            if (value !== undefined) foreign.add(value)
            await shared.commit({ checks: [], writes: [write(to, value)] })
            continue
          }
          const range: Check = {
            kind: 'range',
            space: SPACE,
            from: '',
            to: undefined,
            rows: view.size,
            revision: Math.max(0, ...view.values()),
          }
          const one: Check = { kind: 'key', space: SPACE, key: to, revision: view.get(to) ?? 0 }
          const batch = {
            checks: checks === 'nothing' ? [] : [checks === 'key' ? one : range],
            writes: [isDelete && hasMark ? removeWithMark(to, `${++values}`) : write(to, value)],
          }
          if (!isMore || spoken.length === 0) spoken.push({ batches: [], seen: [], given: [] })
          const word = spoken.at(-1)
          word?.batches.push(batch)
          word?.seen.push([view.get(to) ?? 0])
          word?.given.push(++number)
          if (isDelete) view.delete(to)
          else view.set(to, number)
        }
        const words = new OwnWords('store', '0'.repeat(32), items)
        spoken.forEach((word, i) => expect(words.speak({ id: `${i}`, at: number, ...word })).toBe(true))

        // The model: what stands under a key by the number under which the page saw it, undefined for what it never did.
        const base = before.length
        const model = new Map<Key, { value: string; number: number | undefined }>()
        for (const [to, { value, revision }] of await shared.rows()) {
          model.set(to, { value, number: revision <= base ? revision : undefined })
        }
        const traces = new Map<Key, string>()
        const seenThen = new Map<Key, number>()
        for (const [to, revision] of await viewAt(before)) seenThen.set(to, revision)
        for (const { batches, given } of spoken) {
          for (const [i, { checks, writes }] of batches.entries()) {
            const [each] = writes as [Exclude<Write, { kind: 'deleteRange' }>]
            const to = each.key as Key
            const standing = model.get(to)
            const isAsSeen = (k: Key): boolean =>
              model.get(k)?.number === seenThen.get(k) && model.has(k) === seenThen.has(k)
            const isDone =
              checks[0] === undefined
                ? standing === undefined
                  ? each.kind === 'delete' || !seenThen.has(to)
                  : standing.number !== undefined
                : checks[0].kind === 'key'
                  ? isAsSeen(to)
                  : KEYS.every(isAsSeen)
            const mark = markOf(each)
            if (isDone && standing !== undefined && mark !== undefined) traces.set(to, mark)
            if (isDone && each.kind === 'set')
              model.set(to, { value: each.value as string, number: given[i] })
            else if (isDone) model.delete(to)
            if (each.kind === 'set') seenThen.set(to, given[i] as number)
            else seenThen.delete(to)
          }
        }

        const foreignBefore = [...(await shared.rows()).values()].filter(({ value }) => foreign.has(value))
        await shared.replayTwice(
          items,
          isCut ? calls : Number.POSITIVE_INFINITY,
          lastHappens,
          async () => undefined,
        )
        const rows = Array.from(await shared.rows(), ([to, { value }]) => [to, value] as const)
        for (const { value } of foreignBefore) expect(rows.map(([, each]) => each)).toContain(value)
        expect(new Set(shared.written).size).toBe(shared.written.length)
        if (isCut) return
        expect(rows).toEqual(Array.from(model, ([to, { value }]) => [to, value]).toSorted())
        const left = Array.from(await shared.rows(TRACES), ([to, { value }]) => [to, value])
        expect(left).toEqual([...traces].toSorted())
      },
    ),
    { numRuns: 300 },
  )
})

/** The revisions that writes of these keys, one after another, make in an empty store. */
async function viewAt(keys: readonly Key[]): Promise<Map<Key, number>> {
  return new Map(keys.map((to, i) => [to, i + 1]))
}
