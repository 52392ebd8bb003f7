import type { Appended } from '../../storage.ts'
import { Disk } from './disk.test-cases.ts'
import { ENGINE, add, codeOf, frame, takeSnapshot, texts } from './journal-texts.test-cases.ts'
import type { Scenario } from './scenario.test-cases.ts'

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

/** Snapshots that take the place of records. */
export const snapshotScenarios: readonly Scenario[] = [
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
]
