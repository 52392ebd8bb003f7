import type { KvasirError } from '@kvasir/core'
import { fromFrame, toFrame } from '@kvasir/core/pack'
import type { Appended, JournalStorage, LogRecord, Stored } from '../storage.ts'
import { folderPath } from './folder.ts'
import { toLogHead, toLogRecord } from './log-format.ts'
import { opfsStorage } from './opfs-storage.ts'
import { NO_ROOM, NO_ROOM_AGAIN } from './small-disk.test-setup.ts'

/** Something that is so on a page and in a dedicated worker. */
export interface Scenario {
  readonly claim: string
  /** Answers what can be sent from one to the other. */
  readonly run: (place: { readonly isWorker: boolean }) => Promise<unknown>
  readonly expected: unknown
}

const ENGINE = 'memory'
const CUT_SHORT = 'ended in a record that was not written whole'

function frame(text: string): Uint8Array {
  return toFrame({ json: text, blobs: [] })
}

function textOf(bytes: Uint8Array): string {
  return fromFrame(bytes).json as string
}

function texts(records: readonly LogRecord[]): string[] {
  return records.map(({ position, frame }) => `${position} ${textOf(frame)}`)
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'done',
    (error: unknown) => (error as KvasirError).code,
  )
}

/** Adds records, one after the other, whatever is there. */
async function add(storage: JournalStorage, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await storage.append(0, frame(text), 'relaxed')
}

async function takeSnapshot(
  storage: JournalStorage,
  position: number,
  ...pieces: readonly string[]
): Promise<void> {
  const writer = storage.begin(ENGINE)
  for (const piece of pieces) await writer.write(new TextEncoder().encode(piece))
  await writer.adopt(position)
}

function contents({ snapshot, records }: Stored): unknown {
  const pieces = snapshot?.pieces.map((piece) => new TextDecoder().decode(piece))
  return { snapshot: snapshot && { position: snapshot.position, pieces }, records: texts(records) }
}

/** Calls back when a file of this worker was flushed, until the function that it answers is called. */
function afterEachFlush(callback: () => void): () => void {
  const { prototype } = (
    globalThis as unknown as { FileSystemSyncAccessHandle: { prototype: { flush(): void } } }
  ).FileSystemSyncAccessHandle
  const flush = prototype.flush
  prototype.flush = function (): void {
    flush.call(this)
    callback()
  }
  return () => {
    prototype.flush = flush
  }
}

/** The folder of a journal, as anybody sees it. */
class Disk {
  readonly name: string

  constructor(name: string = crypto.randomUUID()) {
    this.name = name
  }

  open(patience?: number): JournalStorage {
    return opfsStorage(patience === undefined ? { name: this.name } : { name: this.name, patience })
  }

  /** With a disk that has no room for certain texts. */
  openSmall(): JournalStorage {
    return opfsStorage({
      name: this.name,
      worker: () => new Worker(new URL('./small-disk.test-worker.ts', import.meta.url), { type: 'module' }),
    })
  }

  /** Opens, works, closes. */
  async use<T>(work: (storage: JournalStorage, stored: Stored) => Promise<T> | T): Promise<T> {
    const storage = this.open()
    try {
      return await work(storage, await storage.load(ENGINE))
    } finally {
      await storage.close()
    }
  }

  async stored(): Promise<unknown> {
    return await this.use((_, stored) => contents(stored))
  }

  async folder(inside: readonly string[] = []): Promise<FileSystemDirectoryHandle> {
    let folder = await navigator.storage.getDirectory()
    for (const step of [...folderPath(this.name), ...inside]) {
      folder = await folder.getDirectoryHandle(step, { create: true })
    }
    return folder
  }

  /** Bytes by the names of files; times in names are left out, and so is the empty lock. */
  async files(inside: readonly string[] = []): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    const files = new Map<string, Uint8Array<ArrayBuffer>>()
    for await (const handle of (await this.folder(inside)).values()) {
      if (handle.kind !== 'file' || handle.name === 'lock') continue
      const file = await (handle as FileSystemFileHandle).getFile()
      files.set(handle.name.replace(/-\d{4}-.*/, '-<time>'), new Uint8Array(await file.arrayBuffer()))
    }
    return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }

  async names(inside: readonly string[] = []): Promise<string[]> {
    return [...(await this.files(inside)).keys()]
  }

  async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const file = await (await this.folder()).getFileHandle(name, { create: true })
    const stream = await file.createWritable()
    await stream.write(bytes)
    await stream.close()
  }

  /** Makes the folder have these files and no other. */
  async become(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<void> {
    const folder = await this.folder()
    for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true })
    for (const [name, bytes] of files) await this.write(name, bytes)
  }
}

/** The files of a journal before and after its second snapshot took the place of the first. */
async function swap(): Promise<Record<'before' | 'after', Map<string, Uint8Array<ArrayBuffer>>>> {
  const disk = new Disk()
  await disk.use(async (storage) => {
    await add(storage, 'a', 'b')
    await takeSnapshot(storage, 1, 'state 1')
    await add(storage, 'c', 'd')
  })
  const before = await disk.files()
  await disk.use((storage) => takeSnapshot(storage, 3, 'state', ' 3'))
  return { before, after: await disk.files() }
}

/** What the states of {@link swap} mean, before the log of the second snapshot counts and from then on. */
const BEFORE = { snapshot: { position: 1, pieces: ['state 1'] }, records: ['2 b', '3 c', '4 d'] }
const AFTER = { snapshot: { position: 3, pieces: ['state', ' 3'] }, records: ['4 d'] }

function cut(bytes: Uint8Array<ArrayBuffer> | undefined, length: number): Uint8Array<ArrayBuffer> {
  return bytes!.slice(0, length < 0 ? bytes!.length + length : length)
}

/** What is found in a state that a crash has left, what is left of it, and whether it goes on. */
async function found(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<unknown> {
  const disk = new Disk()
  await disk.become(files)
  const first = await disk.use(async (storage, stored) => {
    await add(storage, 'e')
    return { contents: contents(stored), damage: storage.damage }
  })
  const again = (await disk.use((_, { records }) => texts(records))).at(-1)
  return { ...first, files: await disk.names(), again }
}

const FOUND_BEFORE = { contents: BEFORE, damage: undefined, files: ['log-3', 'snapshot-2'], again: '5 e' }
const FOUND_AFTER = { contents: AFTER, damage: undefined, files: ['log-5', 'snapshot-4'], again: '5 e' }

export const scenarios: readonly Scenario[] = [
  {
    claim: 'a dedicated worker writes the files itself, a page has a helper worker do it',
    async run({ isWorker }) {
      let started = 0
      const storage = opfsStorage({
        name: crypto.randomUUID(),
        worker: () => {
          started++
          return new Worker(new URL('./small-disk.test-worker.ts', import.meta.url), { type: 'module' })
        },
      })
      await storage.load(ENGINE)
      await storage.close()
      return { isAsClaimed: started === (isWorker ? 0 : 1), place: storage.place, isShared: storage.isShared }
    },
    expected: { isAsClaimed: true, place: 'opfs', isShared: false },
  },
  {
    claim: 'a journal is new once, and keeps its generation',
    async run() {
      const disk = new Disk()
      const first = await disk.use((_, stored) => stored)
      const second = await disk.use((_, stored) => stored)
      const isSame = first.generation === second.generation && first.generation !== ''
      return { first: [first.isNew, contents(first)], second: [second.isNew, contents(second)], isSame }
    },
    expected: {
      first: [true, { snapshot: undefined, records: [] }],
      second: [false, { snapshot: undefined, records: [] }],
      isSame: true,
    },
  },
  {
    claim: 'names that no file could have are names of journals',
    async run() {
      const disks = ['', '..', 'a/b', 'a%2Fb', '😀', 'lock'].map((name) => new Disk(name))
      for (const disk of disks) await disk.use((storage) => add(storage, disk.name))
      const stored: unknown[] = []
      for (const disk of disks)
        stored.push(await disk.use((_, { records }) => texts(records).at(-1)?.slice(2)))
      return stored
    },
    expected: ['', '..', 'a/b', 'a%2Fb', '😀', 'lock'],
  },
  {
    claim: 'records get positions that rise by one, and come back in their order',
    async run() {
      const disk = new Disk()
      const positions = await disk.use(async (storage) => {
        const appended: Appended[] = []
        for (let i = 0; i < 3; i++) appended.push(await storage.append(i, frame(`f${i}`), 'relaxed'))
        return appended
      })
      return { positions, stored: await disk.stored() }
    },
    expected: {
      positions: [1, 2, 3].map((position) => ({ position, between: { start: 0, records: [] } })),
      stored: { snapshot: undefined, records: ['1 f0', '2 f1', '3 f2'] },
    },
  },
  {
    claim: 'records that are appended together come back in the order of the calls, strict or not',
    async run() {
      const disk = new Disk()
      const positions = await disk.use(async (storage) => {
        const appended = Array.from({ length: 300 }, (_, i) =>
          storage.append(i, frame(`f${i}`), i % 7 === 0 ? 'strict' : 'relaxed'),
        )
        return (await Promise.all(appended)).map(({ position }) => position)
      })
      const { records } = (await disk.stored()) as { records: string[] }
      return {
        areInOrder: positions.every((position, i) => position === i + 1),
        areThere: records.length === 300 && records.every((text, i) => text === `${i + 1} f${i}`),
      }
    },
    expected: { areInOrder: true, areThere: true },
  },
  {
    claim: 'a frame may be changed by its owner as soon as it was given',
    async run() {
      const disk = new Disk()
      await disk.use(async (storage) => {
        const given = frame('as given')
        const appended = storage.append(0, given, 'relaxed')
        given.fill(0)
        await appended
      })
      return await disk.stored()
    },
    expected: { snapshot: undefined, records: ['1 as given'] },
  },
  {
    claim: 'read answers the records behind a position, and where the log starts',
    async run() {
      return await new Disk().use(async (storage) => {
        await add(storage, 'a', 'b', 'c', 'd')
        await takeSnapshot(storage, 2, 's')
        const tails = [await storage.read(2), await storage.read(3), await storage.read(4)]
        return tails.map(({ start, records }) => [start, texts(records)])
      })
    },
    expected: [
      [2, ['3 c', '4 d']],
      [2, ['4 d']],
      [2, []],
    ],
  },
  {
    claim: 'an append answers what lies between the position that was given and its own',
    async run() {
      return await new Disk().use(async (storage) => {
        await add(storage, 'a', 'b')
        const { position, between } = await storage.append(0, frame('c'), 'relaxed')
        return [position, texts(between.records)]
      })
    },
    expected: [3, ['1 a', '2 b']],
  },
  {
    claim: 'an exchange appends what is decided, and nothing when nothing is',
    async run() {
      const disk = new Disk()
      const answers = await disk.use(async (storage) => {
        const seen: unknown[] = []
        const decide = (text?: string) => (others: { readonly records: readonly LogRecord[] }) => {
          seen.push(texts(others.records))
          return text === undefined ? undefined : frame(text)
        }
        const positions = [
          await storage.exchange(0, decide('a'), 'relaxed'),
          await storage.exchange(1, decide(), 'relaxed'),
          await storage.exchange(1, decide('b'), 'strict'),
          await storage.exchange(0, decide('c'), 'relaxed'),
        ]
        return { positions, seen }
      })
      return { ...answers, stored: await disk.stored() }
    },
    expected: {
      positions: [1, undefined, 2, 3],
      seen: [[], [], [], ['1 a', '2 b']],
      stored: { snapshot: undefined, records: ['1 a', '2 b', '3 c'] },
    },
  },
  {
    claim: 'a snapshot takes the place of the records up to its position, and of the snapshot before',
    async run() {
      const disk = new Disk()
      const states: unknown[] = []
      await disk.use(async (storage) => {
        await add(storage, 'a', 'b', 'c')
        await takeSnapshot(storage, 2, 'one', '', 'two')
        await add(storage, 'd')
      })
      states.push(await disk.stored())
      await disk.use((storage) => takeSnapshot(storage, 4, 'all'))
      states.push(await disk.stored())
      await disk.use((storage) => add(storage, 'e'))
      states.push(await disk.stored())
      return { states, files: await disk.names() }
    },
    expected: {
      states: [
        { snapshot: { position: 2, pieces: ['one', '', 'two'] }, records: ['3 c', '4 d'] },
        { snapshot: { position: 4, pieces: ['all'] }, records: [] },
        { snapshot: { position: 4, pieces: ['all'] }, records: ['5 e'] },
      ],
      files: ['log-5', 'snapshot-4'],
    },
  },
  {
    claim: 'a snapshot before the first record has position 0',
    async run() {
      const disk = new Disk()
      await disk.use(async (storage) => {
        await takeSnapshot(storage, 0, 'restored')
        await add(storage, 'a')
      })
      return await disk.stored()
    },
    expected: { snapshot: { position: 0, pieces: ['restored'] }, records: ['1 a'] },
  },
  {
    claim: 'pieces of a megabyte come back as they were',
    async run() {
      const disk = new Disk()
      const piece = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * i) % 251)
      await disk.use(async (storage) => {
        const writer = storage.begin(ENGINE)
        await writer.write(piece)
        await writer.write(piece.subarray(0, 1000))
        await writer.adopt(0)
      })
      const pieces = await disk.use((_, { snapshot }) => snapshot!.pieces)
      return pieces.map((bytes) => [bytes.length, bytes.every((byte, i) => byte === piece[i])])
    },
    expected: [
      [1 << 20, true],
      [1000, true],
    ],
  },
  {
    claim: 'records that are appended while a snapshot is adopted stay',
    async run() {
      const disk = new Disk()
      await disk.use(async (storage) => {
        await add(storage, 'a', 'b')
        const writer = storage.begin(ENGINE)
        await writer.write(new TextEncoder().encode('s'))
        const appended = ['c', 'd', 'e'].map((text) => storage.append(0, frame(text), 'relaxed'))
        const adopted = writer.adopt(2)
        appended.push(...['f', 'g'].map((text) => storage.append(0, frame(text), 'relaxed')))
        const progress = { isAdopted: false }
        const end = adopted.then(() => (progress.isAdopted = true))
        while (!progress.isAdopted) {
          await add(storage, 'during')
          await new Promise((resolve) => setTimeout(resolve))
        }
        await Promise.all([...appended, end])
        await add(storage, 'last')
      })
      return await disk.use((_, { snapshot, records }) => {
        const some = texts(records)
        const areWithoutGap = records.every(({ position }, i) => position === i + 3)
        return [snapshot?.position, some.slice(0, 5), areWithoutGap, some.at(-1)?.endsWith(' last')]
      })
    },
    expected: [2, ['3 c', '4 d', '5 e', '6 f', '7 g'], true, true],
  },
  {
    claim: 'a record that is appended at the very moment in which the log changes stays',
    async run({ isWorker }) {
      const disk = new Disk()
      const positions = await disk.use(async (storage) => {
        await add(storage, 'a')
        const writer = storage.begin(ENGINE)
        await writer.write(new TextEncoder().encode('s'))
        const appended: Promise<Appended>[] = []
        const append = () => appended.push(storage.append(1 + appended.length, frame('b'), 'relaxed'))
        // Adopting flushes the snapshot, then the new log. A page cannot do anything in between.
        const restore = isWorker ? afterEachFlush(append) : undefined
        if (!isWorker) append()
        await writer.adopt(1)
        restore?.()
        return (await Promise.all(appended)).map(({ position }) => position)
      })
      const { records } = (await disk.stored()) as { records: string[] }
      return {
        areAppended: positions.length > 0,
        areThere: records.join() === positions.map((at) => `${at} b`).join(),
      }
    },
    expected: { areAppended: true, areThere: true },
  },
  {
    claim: 'a snapshot that was discarded, or was not adopted, leaves nothing behind',
    async run() {
      const disk = new Disk()
      await disk.use(async (storage) => {
        await add(storage, 'a')
        const [discarded, forgotten] = [storage.begin(ENGINE), storage.begin(ENGINE)]
        await discarded.write(new Uint8Array(10))
        await forgotten.write(new Uint8Array(10))
        await discarded.discard()
      })
      const between = await disk.names()
      return { between, stored: await disk.stored(), files: await disk.names() }
    },
    expected: {
      between: ['log-1', 'snapshot-3'],
      stored: { snapshot: undefined, records: ['1 a'] },
      files: ['log-1'],
    },
  },
  {
    claim: 'a snapshot of a position that the log has not, or no more, is refused and changes nothing',
    async run() {
      const disk = new Disk()
      const codes = await disk.use(async (storage) => {
        await add(storage, 'a', 'b')
        await takeSnapshot(storage, 2, 's')
        return [
          await codeOf(takeSnapshot(storage, 1, 'old')),
          await codeOf(takeSnapshot(storage, 3, 'early')),
        ]
      })
      return { codes, stored: await disk.stored() }
    },
    expected: {
      codes: ['STORAGE_FAILED', 'STORAGE_FAILED'],
      stored: { snapshot: { position: 2, pieces: ['s'] }, records: [] },
    },
  },
  {
    claim: 'close waits for what was issued before it, and every later call is CLOSED',
    async run() {
      const disk = new Disk()
      const storage = disk.open()
      await storage.load(ENGINE)
      const writer = storage.begin(ENGINE)
      const before = [
        storage.append(0, frame('a'), 'relaxed'),
        writer.write(new TextEncoder().encode('s')),
        writer.adopt(0),
        storage.append(0, frame('b'), 'strict'),
      ].map(codeOf)
      const closed = Promise.all([storage.close(), storage.close()])
      const later = [
        storage.append(0, frame('c'), 'relaxed'),
        storage.exchange(0, () => frame('d'), 'relaxed'),
        storage.read(0),
        storage.begin(ENGINE).write(frame('e')),
        storage.setAside(),
        storage.load(ENGINE),
      ].map(codeOf)
      const codes = [await Promise.all(before), await Promise.all(later)]
      await closed
      return { codes, stored: await disk.stored() }
    },
    expected: {
      codes: [Array(4).fill('done'), Array(6).fill('CLOSED')],
      stored: { snapshot: { position: 0, pieces: ['s'] }, records: ['1 a', '2 b'] },
    },
  },
  {
    claim: 'before it is loaded, a journal takes nothing',
    async run() {
      const storage = new Disk().open()
      const codes = [
        await codeOf(storage.append(0, frame('a'), 'relaxed')),
        await codeOf(storage.read(0)),
        await codeOf(storage.begin(ENGINE).write(frame('s'))),
      ]
      await storage.close()
      return codes
    },
    expected: Array(3).fill('STORAGE_FAILED'),
  },
  {
    claim: 'who opens a journal that is open is BLOCKED, and gets it once it is closed',
    async run() {
      const disk = new Disk()
      const first = disk.open()
      await first.load(ENGINE)
      const impatient = disk.open(50)
      const code = await codeOf(impatient.load(ENGINE))
      const waiting = disk.open(10_000)
      const loaded = waiting.load(ENGINE)
      await add(first, 'a')
      await first.close()
      const stored = contents(await loaded)
      await waiting.close()
      const isRetried = await codeOf(impatient.load(ENGINE))
      await impatient.close()
      return { code, stored, isRetried }
    },
    expected: { code: 'BLOCKED', stored: { snapshot: undefined, records: ['1 a'] }, isRetried: 'done' },
  },
  {
    claim: 'the journal of another engine is UNSUPPORTED_DATABASE, and stays as it is',
    async run() {
      const disk = new Disk()
      await disk.use((storage) => add(storage, 'a'))
      const other = disk.open()
      const code = await codeOf(other.load('sqlite'))
      await other.close()
      return { code, stored: await disk.stored() }
    },
    expected: { code: 'UNSUPPORTED_DATABASE', stored: { snapshot: undefined, records: ['1 a'] } },
  },
  {
    claim: 'a log that is cut at any byte of its last record has the others, and what was cut short is kept',
    async run({ isWorker }) {
      const disk = new Disk()
      await disk.use((storage) => add(storage, 'a', 'b'))
      const without = (await disk.files()).get('log-1')!
      await disk.use((storage) => add(storage, 'c'))
      const whole = (await disk.files()).get('log-1')!
      const wrong: unknown[] = []
      // The files are written by the same code; on a page every opening starts a worker.
      const stride = isWorker ? 1 : 10
      for (let length = without.length; length <= whole.length; length += stride) {
        await disk.become(new Map([['log-1', cut(whole, length)]]))
        const { stored, damage } = await disk.use(async (storage, stored) => {
          await add(storage, 'next')
          return { stored: texts(stored.records), damage: storage.damage }
        })
        const again = await disk.use((storage, { records }) => [storage.damage, ...texts(records)])
        const kept = (await disk.files()).get('damaged-<time>')
        const isCut = length < whole.length && length > without.length
        const observed = JSON.stringify({
          stored,
          isTold: damage?.includes(CUT_SHORT) ?? false,
          again,
          kept: kept?.join(),
        })
        const stays = length === whole.length ? ['1 a', '2 b', '3 c'] : ['1 a', '2 b']
        const expected = JSON.stringify({
          stored: stays,
          isTold: isCut,
          again: [undefined, ...stays, `${stays.length + 1} next`],
          kept: isCut ? whole.slice(without.length, length).join() : undefined,
        })
        if (observed !== expected) wrong.push({ length, observed, expected })
      }
      return wrong
    },
    expected: [],
  },
  {
    claim: 'records behind a damaged one do not count, and are kept',
    async run() {
      const disk = new Disk()
      await disk.use((storage) => add(storage, 'a'))
      const end = (await disk.files()).get('log-1')!.length
      await disk.use((storage) => add(storage, 'b', 'c', 'd'))
      const bytes = (await disk.files()).get('log-1')!
      bytes[end + 30]! ^= 1
      await disk.write('log-1', bytes)
      const { damage, stored } = await disk.use((storage, stored) => ({
        damage: storage.damage,
        stored: contents(stored),
      }))
      const kept = (await disk.files()).get('damaged-<time>')
      return {
        isTold: damage?.includes('2 whole ones behind it'),
        stored,
        areKept: kept?.join() === bytes.slice(end).join(),
      }
    },
    expected: { isTold: true, stored: { snapshot: undefined, records: ['1 a'] }, areKept: true },
  },
  {
    claim: 'a log that is none of ours is DAMAGED, and stays as it is',
    async run() {
      const disk = new Disk()
      const theirs = new TextEncoder().encode('These are the notes of somebody else.')
      await disk.write('log-1', theirs)
      const storage = disk.open()
      const codes = [await codeOf(storage.load(ENGINE)), await codeOf(storage.load(ENGINE))]
      await storage.close()
      const files = await disk.files()
      return { codes, names: [...files.keys()], isSame: files.get('log-1')?.join() === theirs.join() }
    },
    expected: { codes: ['DAMAGED', 'DAMAGED'], names: ['log-1'], isSame: true },
  },
  {
    claim: 'a log of a newer format, or with records of one, is UNSUPPORTED_DATABASE, and stays as it is',
    async run() {
      const head = toLogHead({ engine: ENGINE, generation: 'g', start: 0, through: 0, snapshot: undefined })
      const newer = toLogRecord({ position: 1, frame: frame('a') })
      newer[7] = 2
      const logs = [toFrame({ json: { log: 2 }, blobs: [] }), Uint8Array.from([...head, ...newer])]
      const codes: unknown[] = []
      for (const log of logs) {
        const disk = new Disk()
        await disk.write('log-1', log)
        const storage = disk.open()
        codes.push(await codeOf(storage.load(ENGINE)))
        await storage.close()
        codes.push((await disk.files()).get('log-1')?.join() === log.join())
      }
      return codes
    },
    expected: ['UNSUPPORTED_DATABASE', true, 'UNSUPPORTED_DATABASE', true],
  },
  {
    claim: 'a log of which the snapshot or the head is lost is DAMAGED, and stays as it is',
    async run() {
      const { after } = await swap()
      const [log, snapshot] = [after.get('log-5')!, after.get('snapshot-4')!]
      const states = [
        new Map([['log-5', log]]),
        new Map([
          ['log-5', log],
          ['snapshot-4', cut(snapshot, -1)],
        ]),
        new Map([
          ['log-5', cut(log, 30)],
          ['snapshot-4', snapshot],
        ]),
        new Map([['snapshot-4', snapshot]]),
        new Map([['log-1', log.map((byte, i) => (i === 30 ? byte ^ 1 : byte))]]),
      ]
      const outcomes: unknown[] = []
      for (const state of states) {
        const disk = new Disk()
        await disk.become(state)
        const storage = disk.open()
        const code = await codeOf(storage.load(ENGINE))
        await storage.close()
        const files = await disk.files()
        const isSame = [...state].every(([name, bytes]) => files.get(name)?.join() === bytes.join())
        outcomes.push([code, isSame && files.size === state.size])
      }
      return outcomes
    },
    expected: Array.from({ length: 5 }, () => ['DAMAGED', true]),
  },
  {
    claim: 'a journal of which the very first write was cut short is new',
    async run() {
      const head = toLogHead({ engine: ENGINE, generation: 'g', start: 0, through: 0, snapshot: undefined })
      const outcomes: unknown[] = []
      for (const bytes of [
        new Uint8Array(0),
        new Uint8Array(100),
        cut(head, 3),
        cut(head, 30),
        cut(head, -1),
      ]) {
        const disk = new Disk()
        await disk.write('log-1', bytes)
        const isNew = await disk.use(async (storage, { isNew }) => {
          await add(storage, 'a')
          return isNew
        })
        outcomes.push([isNew, await disk.stored(), await disk.names()])
      }
      return outcomes
    },
    expected: Array.from({ length: 5 }, () => [true, { snapshot: undefined, records: ['1 a'] }, ['log-1']]),
  },
  {
    claim: 'a crash while a snapshot is written leaves the one before',
    async run() {
      const { before, after } = await swap()
      const snapshot = after.get('snapshot-4')
      return [
        await found(new Map([...before, ['snapshot-4', cut(snapshot, 0)]])),
        await found(new Map([...before, ['snapshot-4', cut(snapshot, 100)]])),
        await found(new Map([...before, ['snapshot-4', cut(snapshot, -1)]])),
        await found(new Map([...before, ['snapshot-4', cut(snapshot, Infinity)]])),
      ]
    },
    expected: Array.from({ length: 4 }, () => FOUND_BEFORE),
  },
  {
    claim:
      'a crash while the log behind a new snapshot is begun leaves the snapshot before, at whatever byte',
    async run({ isWorker }) {
      const { before, after } = await swap()
      const [log, snapshot] = [after.get('log-5')!, after.get('snapshot-4')!]
      const stride = isWorker ? 7 : 70
      const wrong: unknown[] = []
      const expected = JSON.stringify(FOUND_BEFORE)
      for (let length = 0; length < log.length; length += stride) {
        const observed = await found(
          new Map([...before, ['snapshot-4', snapshot], ['log-5', cut(log, length)]]),
        )
        if (JSON.stringify(observed) !== expected) wrong.push({ length, observed })
      }
      // What the file system had reserved, but not filled.
      const reserved = new Uint8Array(log.length)
      const observed = await found(new Map([...before, ['snapshot-4', snapshot], ['log-5', reserved]]))
      if (JSON.stringify(observed) !== expected) wrong.push({ reserved, observed })
      return wrong
    },
    expected: [],
  },
  {
    claim: 'a crash while what came before a snapshot is removed leaves the snapshot',
    async run() {
      const { before, after } = await swap()
      const withoutLog = new Map([...before, ...after])
      withoutLog.delete('log-3')
      return [await found(new Map([...before, ...after])), await found(withoutLog), await found(after)]
    },
    expected: Array.from({ length: 3 }, () => FOUND_AFTER),
  },
  {
    claim: 'an append for which there is no room is QUOTA_EXCEEDED with figures, and leaves nothing behind',
    async run() {
      const disk = new Disk()
      const storage = disk.openSmall()
      await storage.load(ENGINE)
      await add(storage, 'a')
      const error = await storage.append(1, frame(NO_ROOM), 'relaxed').then(
        () => undefined,
        (error: unknown) => error as KvasirError,
      )
      const { length } = (await disk.files()).get('log-1')!
      await add(storage, 'b')
      await storage.close()
      const { length: grown } = (await disk.files()).get('log-1')!
      const { damage, stored } = await disk.use((storage, stored) => ({
        damage: storage.damage,
        stored: contents(stored),
      }))
      const hasFigures = (error?.usage ?? -1) >= 0 && (error?.quota ?? -1) > 0
      const record = toLogRecord({ position: 2, frame: frame('b') })
      return { code: error?.code, hasFigures, damage, stored, isFollowing: grown === length + record.length }
    },
    expected: {
      code: 'QUOTA_EXCEEDED',
      hasFigures: true,
      damage: undefined,
      stored: { snapshot: undefined, records: ['1 a', '2 b'] },
      isFollowing: true,
    },
  },
  {
    claim: 'what was appended before it is known that an append has failed fails, too',
    async run({ isWorker }) {
      const disk = new Disk()
      const storage = disk.openSmall()
      await storage.load(ENGINE)
      const append = (text: string) => codeOf(storage.append(0, frame(text), 'relaxed'))
      // From a page each one travels by itself, so that what goes before may have been written when the failing one comes.
      const before = append('a')
      const appends = [NO_ROOM, 'b'].map(append)
      const progress = { isKnown: false }
      void appends[0]!.then(() => (progress.isKnown = true))
      if (isWorker) {
        while (!progress.isKnown) {
          appends.push(append('c'))
          await new Promise((resolve) => setTimeout(resolve))
        }
      }
      const codes = [...new Set(await Promise.all(appends))]
      await before
      await add(storage, 'd')
      await storage.close()
      const { records } = (await disk.stored()) as { records: readonly string[] }
      return { codes, records: records.map((record) => record.slice(2)).filter((text) => text !== 'a') }
    },
    expected: { codes: ['QUOTA_EXCEEDED'], records: ['d'] },
  },
  {
    claim: 'a piece for which there is no room is QUOTA_EXCEEDED, and another may be written instead',
    async run() {
      const disk = new Disk()
      const storage = disk.openSmall()
      await storage.load(ENGINE)
      const writer = storage.begin(ENGINE)
      await writer.write(new TextEncoder().encode('one'))
      const code = await codeOf(writer.write(new TextEncoder().encode(NO_ROOM)))
      await writer.write(new TextEncoder().encode('two'))
      await writer.adopt(0)
      await storage.close()
      return { code, stored: await disk.stored() }
    },
    expected: {
      code: 'QUOTA_EXCEEDED',
      stored: { snapshot: { position: 0, pieces: ['one', 'two'] }, records: [] },
    },
  },
  {
    claim: 'an adoption for which there is no room changes nothing, and may be tried again',
    async run() {
      const disk = new Disk()
      const storage = disk.openSmall()
      await storage.load(ENGINE)
      await add(storage, 'a', NO_ROOM_AGAIN)
      const writer = storage.begin(ENGINE)
      await writer.write(new TextEncoder().encode('s'))
      const code = await codeOf(writer.adopt(1))
      await add(storage, 'b')
      const between = await disk.names()
      await writer.write(new TextEncoder().encode('t'))
      await writer.adopt(3)
      await storage.close()
      return { code, between, stored: await disk.stored(), files: await disk.names() }
    },
    expected: {
      code: 'QUOTA_EXCEEDED',
      between: ['log-1', 'snapshot-2'],
      stored: { snapshot: { position: 3, pieces: ['s', 't'] }, records: [] },
      files: ['log-4', 'snapshot-2'],
    },
  },
  {
    claim: 'a damaged journal can be put aside, and a new one takes its place',
    async run() {
      const disk = new Disk()
      const theirs = new TextEncoder().encode('These are the notes of somebody else.')
      await disk.write('log-1', theirs)
      const storage = disk.open()
      const code = await codeOf(storage.load(ENGINE))
      const path = await storage.setAside()
      const { isNew } = await storage.load(ENGINE)
      await add(storage, 'a')
      await storage.close()
      const kept = await disk.files(path.split('/').slice(2))
      return {
        code,
        isNew,
        kept: [...kept].map(([name, bytes]) => [name, bytes.join() === theirs.join()]),
        stored: await disk.stored(),
      }
    },
    expected: {
      code: 'DAMAGED',
      isNew: true,
      kept: [['log-1', true]],
      stored: { snapshot: undefined, records: ['1 a'] },
    },
  },
  {
    claim:
      'a journal that was loaded can be put aside with all that it has, and what takes its place is another',
    async run() {
      const { after } = await swap()
      const disk = new Disk()
      await disk.become(after)
      const observed = await disk.use(async (storage, first) => {
        const path = await storage.setAside()
        const code = await codeOf(storage.append(0, frame('a'), 'relaxed'))
        const second = await storage.load(ENGINE)
        const kept = await disk.files(path.split('/').slice(2))
        return {
          code,
          path: path.replace(disk.name, 'n').replace(/-\d{4}-.*/, ''),
          isAnother: second.isNew && second.generation !== first.generation,
          areKept: [...after].every(([name, bytes]) => kept.get(name)?.join() === bytes.join()),
        }
      })
      return { ...observed, stored: await disk.stored(), files: await disk.names() }
    },
    expected: {
      code: 'STORAGE_FAILED',
      path: 'kvasir/n.journal/rescue',
      isAnother: true,
      areKept: true,
      stored: { snapshot: undefined, records: [] },
      files: ['log-1'],
    },
  },
]
