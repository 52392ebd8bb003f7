/// <reference types="node" />
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { constants, runInThisContext } from 'node:vm'
import { syncStore } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { memory } from '@kvasir/memory'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type KV, openKV } from './index.ts'

/** Where the examples of the systems lie that the faces are of; they are others' texts, and not in the repository. */
const SEEDS = process.env['KVASIR_SEEDS'] ?? resolve(import.meta.dirname, '../../../../../shared/seeds')
const EXAMPLES = join(SEEDS, 'examples')

/** Imports as Node does by itself, so that the examples run as they are and not as a bundler has them. */
const nativeImport: (url: string) => Promise<Record<string, unknown>> = runInThisContext(
  '(url) => import(url)',
  {
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  },
)

const FACES = {
  memory: new URL('./memory-kv.test-cases.ts', import.meta.url).href,
  sqlite: new URL('./index.ts', import.meta.url).href,
}

/** Leads `commandkit/kv` to the face; which one, the importer says behind its name. */
const hooks = registerHooks({
  resolve(specifier, context, next) {
    // Not as CommonJS, which is kept under the path alone, so that each file would run once.
    if (specifier.startsWith(pathToFileURL(EXAMPLES).href)) {
      return { ...next(specifier, context), format: 'module-typescript' }
    }
    if (specifier !== 'commandkit/kv') return next(specifier, context)
    const url = context.parentURL?.endsWith('?memory') === true ? FACES.memory : FACES.sqlite
    return { url, shortCircuit: true }
  },
})
afterAll(() => hooks.deregister())

const lines: string[] = []
const before = process.cwd()
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-commandkit-'))
  process.chdir(folder)
  lines.length = 0
  vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => {
    lines.push(words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' '))
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.chdir(before)
  rmSync(folder, { recursive: true })
})

const hasExamples = existsSync(EXAMPLES)
const why = hasExamples ? '' : `, skipped as there is no ${EXAMPLES}`

describe.skipIf(!hasExamples).each(['memory', 'sqlite'] as const)(
  `CommandKit’s example, on %s${why}`,
  (backend) => {
    const openSome = (): KV => openKV(backend === 'memory' ? syncStore(memory(), { rich }) : 'kv.db')

    /** Runs a file with what its text takes for granted. */
    async function run(path: string, globals: Readonly<Record<string, unknown>> = {}): Promise<void> {
      Object.assign(globalThis, globals)
      try {
        await nativeImport(`${pathToFileURL(path).href}?${backend}`)
      } finally {
        for (const name of Object.keys(globals)) Reflect.deleteProperty(globalThis, name)
      }
    }

    const runExample = (name: string, globals?: Readonly<Record<string, unknown>>): Promise<void> =>
      run(join(EXAMPLES, `${name}.ts`), globals)

    test('S4-01 finds KV and openKV', async () => {
      await runExample('S4-01')
    })

    test.each(['openKV()', "openKV('bot-data.db')", "openKV(':memory:')"])(
      'S4-02 runs with %s',
      async (call) => {
        const text = readFileSync(join(EXAMPLES, 'S4-02.ts'), 'utf8')
        const kept = text.split('\n').filter((line) => !line.startsWith('const kv =') || line.includes(call))
        expect(kept.filter((line) => line.startsWith('const kv ='))).toHaveLength(1)
        const path = join(folder, 'example.mts')
        writeFileSync(path, kept.join('\n'))
        await run(path)
        expect(lines).toEqual(['User John is level 5', 'User data exists', 'All stored keys: ["user:123"]'])
        const file = call === 'openKV()' ? 'commandkit_kv.db' : 'bot-data.db'
        if (backend === 'memory' || call === "openKV(':memory:')") return
        // SQLite takes its log away when a file is closed.
        expect([existsSync(file), existsSync(`${file}-wal`)]).toEqual([true, false])
        using kv = openKV(file)
        expect(kv.all()).toEqual({ 'user:123': '{"name":"John","level":5}' })
      },
    )

    test('S4-03 keeps namespaces apart', async () => {
      using kv = openSome()
      await runExample('S4-03', { kv })
      expect(kv.namespaces().toSorted()).toEqual(['config', 'users'])
      expect(kv.namespace('users').all()).toEqual({ 123: '{"name":"John"}' })
      expect([kv.namespace('config').all(), kv.count()]).toEqual([{ theme: 'dark' }, 0])
    })

    test('S4-04 iterates', async () => {
      using kv = openSome()
      kv.set('b', 'first')
      kv.set('a', 'second')
      await runExample('S4-04', { kv })
      expect(lines).toEqual(['b: first', 'a: second'])
    })

    test('S4-05 closes what it has opened, in both ways', async () => {
      const opened: KV[] = []
      const face = await nativeImport(FACES[backend])
      const open = face['openKV'] as typeof openKV
      await runExample('S4-05', {
        openKV: (...given: Parameters<typeof openKV>) => {
          const kv = open(...given)
          opened.push(kv)
          return kv
        },
      })
      expect(opened.map((kv) => kv.isOpen())).toEqual([false, false])
      using again = open()
      expect(again.all()).toMatchObject({ key: 'value' })
    })

    test('S4-06 sets and tells expiry', async () => {
      using kv = openSome()
      kv.set('user:123', 'John')
      await runExample('S4-06', { kv })
      expect(lines[0]).toMatch(/^Expires in \d+ms$/)
      expect(kv.ttl('user:123')).toBeLessThanOrEqual(30 * 60 * 1000)
      expect(kv.ttl('session:123')).toBeGreaterThan(30 * 60 * 1000)
      expect(kv.get('session:123')).toBe('user_data')
    })

    test('S4-07 writes both or none', async () => {
      using kv = openSome()
      await runExample('S4-07', { kv })
      expect(kv.keys()).toEqual(['user:123', 'user:456'])
    })

    test('S4-08 tells what there is, and not what has expired', async () => {
      using kv = openSome()
      kv.set('a', 1)
      kv.set('b', 'two')
      kv.setex('c', 3, 0)
      await runExample('S4-08', { kv })
      expect(lines).toEqual(['All data: {"a":1,"b":"two"}', 'All values: [1,"two"]', 'Total entries: 2'])
    })
  },
)

test('the face is found by the name that the examples import', async () => {
  expect(fileURLToPath(FACES.sqlite)).toMatch(/commandkit\/index\.ts$/)
  expect(Object.keys(await nativeImport(FACES.sqlite)).toSorted()).toEqual(['KV', 'openKV'])
})
