import { type BackendFixture, describeBackend, describeEngine, describeStore } from '@kvasir/conformance'
import { describe, expect, test } from 'vitest'
import { sqlite } from './index.ts'
import { sqljs, sqljsKind } from './sqljs.ts'

const runner = { describe, expect, test }

async function openEngine(): Promise<BackendFixture<'sync'>> {
  return { backend: await sqljsKind().open(undefined) }
}

async function openAttempt(): Promise<BackendFixture<'sync'>> {
  const backend = await sqljsKind().open(undefined)
  backend.attempt()
  return { backend }
}

async function openSqljs(): Promise<BackendFixture<'sync'>> {
  return { backend: sqlite(await sqljs()) }
}

describeBackend(runner, 'SQLite through sql.js', openSqljs)
describeStore(runner, 'SQLite through sql.js', 'sync', openSqljs)

describeEngine(runner, 'SQLite through sql.js', sqljsKind())
describeBackend(runner, 'SQLite through sql.js, as an engine', openEngine)
describeBackend(runner, 'SQLite through sql.js, as an engine during an attempt', openAttempt)
describeStore(runner, 'SQLite through sql.js, as an engine', 'sync', openEngine)
