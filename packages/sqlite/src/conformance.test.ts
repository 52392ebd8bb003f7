/// <reference types="node" />
import { type BackendFixture, describeBackend, describeEngine, describeStore } from '@kvasir/conformance'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sqlite } from './index.ts'
import { nodeSqlite } from './node.ts'
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

function openNodeInMemory(): BackendFixture<'sync'> {
  return { backend: sqlite(nodeSqlite({ path: ':memory:' })) }
}

function openNodeFile(): BackendFixture<'sync'> {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-sqlite-'))
  const connect = () => sqlite(nodeSqlite({ path: join(folder, 'store.db') }))
  return {
    backend: connect(),
    reopen: connect,
    another: connect,
    cleanup: () => rmSync(folder, { recursive: true }),
  }
}

describeBackend(runner, 'SQLite through sql.js', openSqljs)
describeStore(runner, 'SQLite through sql.js', 'sync', openSqljs)

describeEngine(runner, 'SQLite through sql.js', sqljsKind())
describeBackend(runner, 'SQLite through sql.js, as an engine', openEngine)
describeBackend(runner, 'SQLite through sql.js, as an engine during an attempt', openAttempt)
describeStore(runner, 'SQLite through sql.js, as an engine', 'sync', openEngine, { neighbours: false })

describeBackend(runner, 'SQLite through node:sqlite, in memory', openNodeInMemory)
describeStore(runner, 'SQLite through node:sqlite, in memory', 'sync', openNodeInMemory, {
  neighbours: false,
})

describeBackend(runner, 'SQLite through node:sqlite, in a file', openNodeFile)
describeStore(runner, 'SQLite through node:sqlite, in a file', 'sync', openNodeFile)
