import { type BackendFixture, describeBackend, describeStore } from '@kvasir/conformance'
import { describe, expect, test } from 'vitest'
import { sqljsInIndexedDb } from './browser.ts'
import { sqlite } from './index.ts'
import { sqljs } from './sqljs.ts'

const runner = { describe, expect, test }

async function openSqljs(): Promise<BackendFixture<'sync'>> {
  return { backend: sqlite(await sqljs()) }
}

async function openSaved(): Promise<BackendFixture<'async'>> {
  const name = crypto.randomUUID()
  const connect = () => sqljsInIndexedDb({ name })
  return { backend: await connect(), reopen: connect, cleanup: () => void indexedDB.deleteDatabase(name) }
}

describeBackend(runner, 'SQLite through sql.js', openSqljs)
describeStore(runner, 'SQLite through sql.js', 'sync', openSqljs)

describeBackend(runner, 'SQLite through sql.js, saved in IndexedDB', openSaved)
describeStore(runner, 'SQLite through sql.js, saved in IndexedDB', 'async', openSaved)
