import type { Appended, LogRecord } from '../../storage.ts'
import { Disk } from './disk.test-cases.ts'
import { add, frame, takeSnapshot, texts } from './journal-texts.test-cases.ts'
import type { Scenario } from './scenario.test-cases.ts'

/** What is appended, and read again. */
export const recordScenarios: readonly Scenario[] = [
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
]
