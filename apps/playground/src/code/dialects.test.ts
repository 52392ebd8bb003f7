import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { writeLiteral } from '../values/write-literal.ts'
import type { Deed } from './deed.ts'
import { DIALECTS, isDialectName, writeProgram } from './dialects.ts'

const PLAYGROUND = join(import.meta.dirname, '../..')
const SETTING = { choice: 'memory', namespace: 'notes' } as const
const OPENING = [
  ['account:alice', 100],
  ['account:bob', 20],
  ['transfers', 0],
] as const

/** What a visitor can do, but for what has no end. */
const DEEDS: Readonly<Record<string, Deed>> = {
  'put text': { kind: 'put', key: "ada's", value: 'Ada', options: { metadata: { by: 1 } } },
  'put with a ttl': { kind: 'put', key: 'a', value: { b: [1, 'c', null] }, options: { ttl: 1_500 } },
  'put bytes': { kind: 'put', key: 'a', value: Uint8Array.of(1, 2), options: {} },
  'put a number': { kind: 'put', key: 'a', value: 41, options: {} },
  'put rich': { kind: 'put', key: 'a', value: new Map([[1n, new Date(0)]]), options: { ttl: 90_000 } },
  'put nothing': { kind: 'put', key: 'a', value: undefined, options: {} },
  get: { kind: 'get', key: 'a' },
  delete: { kind: 'delete', key: 'a' },
  purge: { kind: 'purge', key: 'a' },
  history: { kind: 'history', key: 'a' },
  increment: { kind: 'increment', key: 'hits', by: 5 },
  touch: { kind: 'touch', key: 'a', ttl: 60_000 },
  'touch by default': { kind: 'touch', key: 'a', ttl: undefined },
  'create a namespace': {
    kind: 'create namespace',
    name: 'team',
    options: { ttl: 60_000, history: 3, maxBytes: 10_000, compression: true, storage: 'memory' },
  },
  'delete a namespace': { kind: 'delete namespace', name: 'team' },
  'put many': { kind: 'put many', batches: [{ entries: [['a', 1]] }, { entries: [['b', 10n]], ttl: 9_000 }] },
  list: { kind: 'list', options: { prefix: 'a', limit: 5 }, page: 1 },
  'list a later page': { kind: 'list', options: { limit: 5, reverse: true }, page: 3 },
  transfer: { kind: 'transfer', amount: 30, failAt: 0, opening: OPENING },
  'a failing transfer': { kind: 'transfer', amount: 30, failAt: 2, opening: OPENING },
}

/** Runs programs, each as a module of its own, in one process in the folder of the page; answers what they printed. */
async function run(programs: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(join(PLAYGROUND, 'node_modules/.programs'), { recursive: true })
  const folder = await mkdtemp(join(PLAYGROUND, 'node_modules/.programs/'))
  try {
    const imports: string[] = []
    for (const [i, [title, program]] of Object.entries(programs).entries()) {
      const file = join(folder, `${i}.mjs`)
      await writeFile(file, program)
      imports.push(
        `console.log(${JSON.stringify(`# ${title}`)})\nawait import(${JSON.stringify(pathToFileURL(file).href)})`,
      )
    }
    const args = ['--input-type=module', '--eval', imports.join('\n')]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PLAYGROUND })
    return stdout
  } finally {
    await rm(folder, { recursive: true })
  }
}

test.each(Object.keys(DIALECTS).filter(isDialectName))('all that is written in %s runs', async (name) => {
  const programs = Object.fromEntries(
    Object.entries(DEEDS).map(([title, deed]) => [title, writeProgram(deed, SETTING, name)]),
  )
  const printed = await run(programs)
  expect(printed.match(/^# .*/gm)).toHaveLength(Object.keys(DEEDS).length)
  expect(printed).toMatchSnapshot()
})

/** Values that each API can keep, and what then prints them as they were. */
const KEPT = {
  cloudflare: [
    ['Ada', `await kv.get('a')`],
    [Uint8Array.of(1, 255), `new Uint8Array(await kv.get('a', 'arrayBuffer'))`],
    [Uint8Array.of(1, 255).buffer, `await kv.get('a', 'arrayBuffer')`],
    [new Float64Array([0.5]), `new Float64Array(await kv.get('a', 'arrayBuffer'))`],
    [41, `await kv.get('a', 'json')`],
    [{ b: [true, null, "it's"] }, `await kv.get('a', 'json')`],
  ],
  'bucket-functions': [
    ['Ada', `(${writeGet(false)}).body.body.value`],
    [41, `(${writeGet(true)}).body.body.value`],
    [null, `(${writeGet(true)}).body.body.value`],
    [{ b: [true, null, "it's"] }, `(${writeGet(true)}).body.body.value`],
  ],
} as const

function writeGet(json: boolean): string {
  return `await call({ function: 'kv-key-get', params: { bucket: 'notes', key: 'a', json: ${json} } })`
}

const APIS = ['cloudflare', 'bucket-functions'] as const

test.each(APIS)('what a program in %s puts is got back as it was', async (name) => {
  const programs = KEPT[name].map(([value, got]) => {
    const program = writeProgram({ kind: 'put', key: 'a', value, options: {} }, SETTING, name)
    const check = `assert.deepStrictEqual(${got}, ${writeLiteral(value)})`
    return [writeLiteral(value), `import assert from 'node:assert'\n${program}${check}`]
  })
  await expect(run(Object.fromEntries(programs))).resolves.toContain(`# 'Ada'`)
})

const RICH = [
  new Map([['a', 1]]),
  new Set([1]),
  new Date(0),
  10n,
  /a/g,
  undefined,
  -0,
  Number.NaN,
  [undefined],
  // With nothing in its first place.
  Object.assign([], { 1: 'second' }),
  { at: new Date(0) },
  { bytes: Uint8Array.of(1) },
]

test.each(APIS)('what %s cannot keep is put by Kvasir alone, and is left out of many by its key', (name) => {
  for (const value of RICH) {
    const [note] = writeProgram({ kind: 'put', key: 'a', value, options: {} }, SETTING, name).split('\n')
    expect(note).toBe(`// ${DIALECTS[name].title} cannot keep this value; Kvasir can:`)
    const entries = [
      ['kept', 'Ada'],
      ["ada's\u2028", value],
    ] as const
    const lines = writeProgram({ kind: 'put many', batches: [{ entries }] }, SETTING, name).split('\n')
    expect(lines.join('\n')).toContain(`'Ada'`)
    expect(lines.slice(-3)).toEqual([
      '// Left out, as this API cannot keep their values:',
      String.raw`//   'ada\'s\u2028'`,
      '',
    ])
  }
})

test.each([
  ['cloudflare', `// Cloudflare KV has nothing like this; Kvasir has:`],
  ['commandkit', `// CommandKit has nothing like this; Kvasir has:`],
] as const)('what %s has nothing like is written in the API of Kvasir', (name, note) => {
  const lines = writeProgram({ kind: 'revert', key: 'a', revision: 2 }, SETTING, name).split('\n')
  expect([lines[0], lines.at(-2)]).toEqual([note, `const revision = await namespace.revert('a', 2)`])
})
