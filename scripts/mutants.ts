import { join } from 'node:path'
import type { Plugin } from 'vite'
import { createVitest } from 'vitest/node'
import { type Mutation, MUTATIONS, occurrences } from './mutations.ts'
import { ROOT } from './packages.ts'

/**
 * Tests the tests: makes one mistake after the other in the sources, as they are loaded and never on disk, and
 * expects the conformance suite to fail each time.
 *
 * `node --run test:mutants` tries all of them, `node --run test:mutants -- cursor` those with that word.
 */

/** Milliseconds for one run; a mistake may make a test go round for ever. */
const PATIENCE = 120_000

/** The first test that failed, undefined when all passed. */
async function firstFailure(tests: string, only?: RegExp, mutation?: Mutation): Promise<string | undefined> {
  const vitest = await createVitest(
    'test',
    {
      root: ROOT,
      config: false,
      watch: false,
      bail: 1,
      reporters: [{}],
      ...(only !== undefined && { testNamePattern: only }),
    },
    mutation === undefined ? {} : { plugins: [plugin(mutation)] },
  )
  try {
    await vitest.start([tests])
    const modules = vitest.state.getTestModules()
    const all = modules.flatMap((module) => [...module.children.allTests()])
    const failed = all.find((test) => test.result().state === 'failed')
    const broken = modules.flatMap((module) => module.errors())
    if (failed !== undefined) return failed.fullName
    if (!all.some((test) => test.result().state === 'passed')) {
      throw new Error(`No test of ${tests} ran.`, { cause: broken[0] })
    }
    return undefined
  } finally {
    await vitest.close()
  }
}

/** A Vite plugin that makes the mistake while the file is loaded. */
function plugin({ name, file, find, replace }: Mutation): Plugin {
  const path = join(ROOT, file)
  return {
    name: `mutation: ${name}`,
    enforce: 'pre',
    transform: (code: string, id: string) =>
      id.split('?')[0] === path ? code.replace(find, () => replace) : undefined,
  }
}

function print(verdict: string, name: string, detail: string): void {
  console.log(`${verdict.padEnd(9)} ${name}${detail === '' ? '' : `\n          ${detail}`}`)
}

const words = process.argv.slice(2)
const chosen = MUTATIONS.filter(({ name }) => words.every((word) => name.includes(word)))
let failures = 0
const healthy = new Set<string>()

for (const mutation of chosen) {
  const { name, file, tests, only } = mutation
  const watchdog = setTimeout(() => {
    print('HUNG', name, 'Write the test that hangs in a way that it fails instead.')
    process.exit(1)
  }, PATIENCE)
  const found = occurrences(mutation)
  if (found !== 1) {
    print('MISSING', name, `What is to be replaced stands ${found} times in ${file}, and not once.`)
    failures++
  } else {
    const suite = `${tests} ${only}`
    const failed = healthy.has(suite) ? undefined : await firstFailure(tests, only)
    healthy.add(suite)
    if (failed !== undefined) throw new Error(`Tests fail without a mutation: ${failed}`)
    const caughtBy = await firstFailure(tests, only, mutation)
    if (caughtBy === undefined) failures++
    print(caughtBy === undefined ? 'SURVIVED' : 'caught', name, caughtBy ?? `in ${file}`)
  }
  clearTimeout(watchdog)
}

console.log(`\n${chosen.length - failures} of ${chosen.length} mutants caught`)
process.exitCode = failures === 0 ? 0 : 1
