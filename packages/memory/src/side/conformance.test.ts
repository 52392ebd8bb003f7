/// <reference types="node" />
import { type BackendFixture, describeBackend, describeStore, type OpenFixture } from '@kvasir/conformance'
import { type Backend, type Check, type Mode, toAsync, type Write } from '@kvasir/core'
import { indexeddb } from '@kvasir/indexeddb'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import * as fake from 'fake-indexeddb'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memory, withMemorySide } from '../index.ts'

const runner = { describe, expect, test }

/** What is in space 0 stays beneath, as the registry does, and everything else is in memory. */
function inMemory<M extends Mode>(backend: Backend<M>): Backend<M> {
  const away = <T extends { readonly space: number }>(what: T): T => ({ ...what, space: -what.space })
  const awayWithMark = (write: Write): Write =>
    write.kind === 'delete' && write.mark !== undefined
      ? { ...away(write), mark: away(write.mark) }
      : away(write)
  return {
    name: backend.name,
    mode: backend.mode,
    capabilities: { ...backend.capabilities, persistent: false },
    get: (space, key) => backend.get(-space, key),
    getMany: (space, keys) => backend.getMany(-space, keys),
    scan: (scan) => backend.scan(away(scan)),
    stat: (tally) => backend.stat(away(tally)),
    commit: (batch) => {
      const { checks, writes } = batch
      const answer = backend.commit({ ...batch, checks: checks.map(away), writes: writes.map(awayWithMark) })
      return (answer instanceof Promise ? answer.then(back) : back(answer)) as typeof answer
    },
    onCommit: (listener) => backend.onCommit(listener),
    flush: () => backend.flush(),
    health: () => backend.health(),
    close: () => backend.close(),
  }
}

function back<A extends { readonly ok: boolean; readonly failed?: Check }>(answer: A): A {
  return answer.failed === undefined
    ? answer
    : { ...answer, failed: { ...answer.failed, space: -answer.failed.space } }
}

function openFile(): BackendFixture<'sync'> {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-side-'))
  const connect = () => withMemorySide(sqlite(nodeSqlite({ path: join(folder, 'store.db') })))
  return {
    backend: connect(),
    reopen: connect,
    another: connect,
    cleanup: () => rmSync(folder, { recursive: true }),
  }
}

let databases = 0
Object.assign(globalThis, fake, { indexedDB: new fake.IDBFactory() })

const openDatabase: OpenFixture<'async'> = () => {
  const name = `side ${databases++}`
  const connect = () => withMemorySide(indexeddb({ name }))
  return {
    backend: connect(),
    reopen: connect,
    another: connect,
    cleanup: () => void indexedDB.deleteDatabase(name),
  }
}

/** The same backend with everything in memory, which nobody else can open. */
function beside<M extends Mode>(open: OpenFixture<M>): OpenFixture<M> {
  return async () => {
    const { backend, cleanup } = await open()
    return { backend: inMemory(backend), ...(cleanup && { cleanup }) }
  }
}

function describeBoth<M extends Mode>(name: string, mode: M, open: OpenFixture<M>): void {
  describeBackend(runner, `${name} with a memory side, beneath`, open)
  describeBackend(runner, `${name} with a memory side, in memory`, beside(open))
  describeStore(runner, `${name} with a memory side, beneath`, mode, open, { neighbours: false })
  describeStore(runner, `${name} with a memory side, in memory`, mode, beside(open), { neighbours: false })
}

describeBoth('memory', 'async', () => ({ backend: withMemorySide(toAsync(memory())) }))
describeBoth('SQLite', 'sync', openFile)
describeBoth('IndexedDB', 'async', openDatabase)
