import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { blocks } from 'virtual:markdown-blocks'

describe('what the documents say holds in Node', () => {
  const home = process.cwd()
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kvasir-docs-'))
    process.chdir(folder)
  })

  afterEach(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true })
  })

  const here = blocks.filter(({ platform, unrun }) => platform !== 'browser' && unrun === undefined)
  test.for(here)('$file, $heading (line $line)', async ({ run }) => {
    await run()
  })
})

test('what the documents say type-checks', { timeout: 180_000 }, () => {
  // Inside the package, so that the blocks may import what it may.
  const folder = join(import.meta.dirname, 'node_modules/.blocks')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const { file, line, code } of blocks) {
    const name = `${file.replaceAll('/', '_')}-${line}.ts`
    // Lines have the numbers that they have in the file.
    writeFileSync(join(folder, name), `${'\n'.repeat(line - 1)}${code}\nexport {}\n`)
  }
  const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, isolatedDeclarations: false }
  const config = { extends: '../../../tsconfig.tools.json', compilerOptions, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))

  const tsc = join(import.meta.dirname, '../node_modules/.bin/tsc')
  const { stdout, status } = spawnSync(tsc, ['--project', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})
