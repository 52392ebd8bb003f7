import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a program of the playground in Node, with the packages of the repository; answers what it printed. */
export async function runProgram(program: string): Promise<string> {
  const cwd = join(import.meta.dirname, '../apps/playground')
  const env = { ...process.env, FORCE_COLOR: '0' }
  const args = ['--input-type=module-typescript', '--eval', program]
  const { stdout } = await run(process.execPath, args, { cwd, env })
  return stdout.trimEnd()
}
