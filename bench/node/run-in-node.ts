import { fork } from 'node:child_process'
import type { Result } from '../measure/contest.ts'
import type { Effort } from '../measure/run-contest.ts'
import { ENGINE_FLAGS } from '../measure/engine-flags.ts'
import { NODE_SUITES } from './suites.ts'

/**
 * Runs every suite of Node in a process of its own: code that has met two backends is compiled for two, and
 * an app has one.
 */
export async function runInNode(
  effort: Effort,
  report: (result: Result) => void,
  only?: string,
): Promise<void> {
  for (const name of Object.keys(NODE_SUITES)) {
    if (only === undefined || name === only) await runSuiteProcess(name, effort, report)
  }
}

function runSuiteProcess(name: string, effort: Effort, report: (result: Result) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = new URL('suite-process.ts', import.meta.url)
    const child = fork(script, [name, JSON.stringify(effort)], { execArgv: [...ENGINE_FLAGS] })
    child.on('message', (result) => report(result as Result))
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`The suite ${name} ended with exit code ${code}.`))
    })
  })
}
