import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { blocks } from 'virtual:readme-blocks'

describe('what the README says holds in Node', () => {
  const home = process.cwd()
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kvasir-readme-'))
    process.chdir(folder)
  })

  afterEach(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true })
  })

  const here = blocks.filter(({ platform }) => platform !== 'browser')
  test.for(here)('$heading (line $line)', async ({ run }) => {
    await run()
  })
})

test('what the README says type-checks', { timeout: 60_000 }, () => {
  const root = join(import.meta.dirname, '../../..')
  // Inside the package, so that the blocks may import it by its name.
  const folder = join(import.meta.dirname, '../node_modules/.readme')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const { line, code } of blocks) {
    // Lines have the numbers that they have in the README.
    writeFileSync(join(folder, `README-${line}.ts`), `${'\n'.repeat(line - 1)}${code}\nexport {}\n`)
  }
  const compilerOptions = { noUnusedLocals: false, isolatedDeclarations: false }
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))

  const tsc = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--project', folder], { encoding: 'utf8' })
  expect(tsc.stdout).toBe('')
  expect(tsc.status).toBe(0)
})
