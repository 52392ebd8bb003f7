import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deleteNodeSqlite, nodeSqlite } from '../../node.ts'
import { sqlite } from '../../sqlite.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-delete-'))
  path = join(folder, 'store.sqlite')
})

afterEach(() => rmSync(folder, { recursive: true }))

test('a database that nobody has open is deleted, with all that lies beside it', async () => {
  const backend = sqlite(nodeSqlite({ path }))
  backend.commit({ checks: [], writes: [] })
  void backend.close()
  await deleteNodeSqlite({ path })
  expect(readdirSync(folder)).toEqual([])
})

test('one that is not there is deleted', async () => {
  await deleteNodeSqlite({ path })
  expect(readdirSync(folder)).toEqual([])
})

test('one that is open in this process is BLOCKED, and goes on working', async () => {
  const backend = sqlite(nodeSqlite({ path }))
  await expect(deleteNodeSqlite({ path })).rejects.toMatchObject({ code: 'BLOCKED' })
  expect(backend.commit({ checks: [], writes: [] }).ok).toBe(true)
  expect(existsSync(path)).toBe(true)
  void backend.close()
  await deleteNodeSqlite({ path })
  expect(existsSync(path)).toBe(false)
})

test('one that another process has open is BLOCKED', () => {
  const backend = sqlite(nodeSqlite({ path }))
  const module = new URL('../../node.ts', import.meta.url).href
  const script = `
    import { deleteNodeSqlite } from ${JSON.stringify(module)}
    console.log(await deleteNodeSqlite({ path: process.argv[1] }).then(() => 'deleted', ({ code }) => code))`
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script, path], {
    encoding: 'utf8',
  })
  expect(answer.trim()).toBe('BLOCKED')
  void backend.close()
})

test('what is no database is deleted', async () => {
  writeFileSync(path, 'Dear Ada, '.repeat(100))
  await deleteNodeSqlite({ path })
  expect(existsSync(path)).toBe(false)
})
