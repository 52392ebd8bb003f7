import { type BackendFixture, describeBackend, describeEngine, describeStore } from '@kvasir/conformance'
import { describe, expect, test } from 'vitest'
import { sqlite } from './index.ts'
import { sqljs, sqljsKind } from './sqljs.ts'

const runner = { describe, expect, test }

async function openEngine(): Promise<BackendFixture<'sync'>> {
  return { backend: await sqljsKind().open(undefined) }
}

async function openSqljs(): Promise<BackendFixture<'sync'>> {
  return { backend: sqlite(await sqljs()) }
}

describeBackend(runner, 'SQLite through sql.js', openSqljs)
// In Node the whole is tested, with the same WebAssembly.
describeStore(runner, 'SQLite through sql.js', 'sync', openSqljs, {
  neighbours: false,
  subjects: ['entries', 'values', 'numbers and updates', 'lists', 'transactions', 'watches'],
})

describeEngine(runner, 'SQLite through sql.js', sqljsKind())
describeBackend(runner, 'SQLite through sql.js, as an engine', openEngine)
