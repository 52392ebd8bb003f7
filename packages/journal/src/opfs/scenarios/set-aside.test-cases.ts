import { Disk } from './disk.test-cases.ts'
import { ENGINE, add, codeOf, frame } from './journal-texts.test-cases.ts'
import type { Scenario } from './scenario.test-cases.ts'
import { swap } from './swap.test-cases.ts'

/** Journals that are put aside. */
export const setAsideScenarios: readonly Scenario[] = [
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
