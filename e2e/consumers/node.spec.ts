import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test } from './consumer-test.ts'

test('the default store in Node is a SQLite file in the working directory', ({ app }) => {
  const cwd = mkdtempSync(join(app, 'cwd-'))
  expect(runNode(cwd, join(app, 'node.ts'))).toBe('node-sqlite: 1\n')
  expect(runNode(cwd, join(app, 'node.ts'))).toBe('node-sqlite: 2\n')
  expect(readdirSync(cwd)).toEqual(['kvasir.sqlite'])
})

test('an import in Node writes nothing, starts nothing, adds no global and changes no built-in', ({
  app,
}) => {
  const restrictions = ['--permission', '--allow-fs-read=*', '--frozen-intrinsics', '--no-warnings']
  runNode(app, ...restrictions, 'import-only.ts')
})

/** Answers what Node prints; throws when it fails. */
function runNode(cwd: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8' })
}
