import type { KvasirError } from '@kvasir/core'
import { toLogRecord } from '../log-format.ts'
import { NO_ROOM, NO_ROOM_AGAIN } from '../small-disk.test-setup.ts'
import { Disk } from './disk.test-cases.ts'
import { ENGINE, add, codeOf, contents, frame } from './journal-texts.test-cases.ts'
import type { Scenario } from './scenario.test-cases.ts'

/** A disk that has no room. */
export const fullDiskScenarios: readonly Scenario[] = [
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
]
