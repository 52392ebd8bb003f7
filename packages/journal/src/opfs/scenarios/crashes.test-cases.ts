import { Disk } from './disk.test-cases.ts'
import { add, contents, texts } from './journal-texts.test-cases.ts'
import type { Scenario } from './scenario.test-cases.ts'
import { cut, swap } from './swap.test-cases.ts'

/** What the states of {@link swap} mean, before the log of the second snapshot counts and from then on. */
const BEFORE = { snapshot: { position: 1, pieces: ['state 1'] }, records: ['2 b', '3 c', '4 d'] }
const AFTER = { snapshot: { position: 3, pieces: ['state', ' 3'] }, records: ['4 d'] }

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

/** What a crash leaves at each step of a checkpoint. */
export const crashScenarios: readonly Scenario[] = [
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
    async run() {
      const { before, after } = await swap()
      const [log, snapshot] = [after.get('log-5')!, after.get('snapshot-4')!]
      const wrong: unknown[] = []
      const expected = JSON.stringify(FOUND_BEFORE)
      for (let length = 0; length < log.length; length += 7) {
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
]
