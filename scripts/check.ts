import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './packages.ts'

/** Scripts of package.json, cheapest first: the first one that fails ends the check. */
const STEPS: readonly { title: string; script: string; args?: readonly string[] }[] = [
  { title: 'Lint and format', script: 'lint' },
  { title: 'Import boundaries', script: 'check:imports' },
  { title: 'Mutations apply', script: 'check:mutations' },
  { title: 'Types', script: 'typecheck' },
  { title: 'Unused files, exports and dependencies', script: 'check:unused' },
  { title: 'Tests in Node', script: 'test:node', args: vitestReport('node') },
  { title: 'Build', script: 'build' },
  { title: 'Packages as published', script: 'check:packages' },
  { title: 'Size budgets', script: 'check:sizes' },
  { title: 'Tests in Chromium', script: 'test:chromium', args: vitestReport('chromium') },
  { title: 'Playground, consumers and durability, end to end', script: 'test:e2e' },
]

rmSync(join(ROOT, 'test-results'), { recursive: true, force: true })
const failed = STEPS.find(({ title, script, args = [] }) => {
  console.log(`\n> ${title} (${script})`)
  const start = performance.now()
  const { status } = spawnSync(process.execPath, ['--run', script, '--', ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  })
  console.log(`  ${status === 0 ? 'ok' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return status !== 0
})
if (failed !== undefined) {
  console.error(`\n${failed.title} failed. To repeat only this step: npm run ${failed.script}`)
  process.exitCode = 1
}
console.log(testTotals())

/** Makes Vitest keep its counts for {@link testTotals}. */
function vitestReport(project: string): readonly string[] {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=test-results/${project}.json`]
}

/** The sum over the three test runners, of those that ran. */
function testTotals(): string {
  const vitest = [readReport('node'), readReport('chromium')]
  const { stats } = readReport('e2e')
  const passed = sum([...vitest.map((report) => report.numPassedTests), stats?.expected, stats?.flaky])
  const failures = sum([...vitest.map((report) => report.numFailedTests), stats?.unexpected])
  return `${passed} passed, ${failures} failed`
}

interface Report {
  readonly numPassedTests?: number
  readonly numFailedTests?: number
  readonly stats?: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
}

function readReport(runner: string): Report {
  try {
    return JSON.parse(readFileSync(join(ROOT, 'test-results', `${runner}.json`), 'utf8'))
  } catch {
    return {}
  }
}

function sum(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count = 0) => total + count, 0)
}
