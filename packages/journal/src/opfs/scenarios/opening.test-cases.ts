import { opfsStorage } from '../opfs-storage.ts'
import { Disk } from './disk.test-cases.ts'
import { ENGINE, add, codeOf, contents, frame, texts } from './journal-texts.test-cases.ts'
import type { Scenario } from './scenario.test-cases.ts'

/** Opening and closing a journal. */
export const openingScenarios: readonly Scenario[] = [
  {
    claim: 'a dedicated worker writes the files itself, a page has a helper worker do it',
    async run({ isWorker }) {
      let started = 0
      const storage = opfsStorage({
        name: crypto.randomUUID(),
        worker: () => {
          started++
          return new Worker(new URL('../small-disk.test-worker.ts', import.meta.url), { type: 'module' })
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
]
