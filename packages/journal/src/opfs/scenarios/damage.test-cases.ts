import { toFrame } from '@kvasir/core/pack'
import { toLogHead, toLogRecord } from '../log-format.ts'
import { Disk } from './disk.test-cases.ts'
import { ENGINE, add, codeOf, contents, frame, texts } from './journal-texts.test-cases.ts'
import type { Scenario } from './scenario.test-cases.ts'
import { cut, swap } from './swap.test-cases.ts'

const CUT_SHORT = 'ended in a record that was not written whole'

/** Logs and snapshots that are not as they were written. */
export const damageScenarios: readonly Scenario[] = [
  {
    claim: 'a log that is cut at any byte of its last record has the others, and what was cut short is kept',
    async run() {
      const disk = new Disk()
      await disk.use((storage) => add(storage, 'a', 'b'))
      const without = (await disk.files()).get('log-1')!
      await disk.use((storage) => add(storage, 'c'))
      const whole = (await disk.files()).get('log-1')!
      const wrong: unknown[] = []
      for (let length = without.length; length <= whole.length; length++) {
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
]
