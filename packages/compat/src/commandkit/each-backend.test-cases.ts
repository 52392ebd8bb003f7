/// <reference types="node" />
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SyncStore, syncStore } from '@kvasir/core'
import { rich } from '@kvasir/core/rich'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { afterEach, describe } from 'vitest'

/** A clock that moves when it is told to. */
export interface Clock {
  now: number
}

/** A store over a backend, with a clock, for as long as the test runs. */
export type OpenStore = (clock?: Clock) => SyncStore

const ends: (() => void)[] = []

/** Describes the same of a store in memory and of one in a SQLite file. */
export function describeEach(what: string, tests: (open: OpenStore) => void): void {
  describe.each([
    { name: 'in memory', backend: memory },
    { name: 'in a SQLite file', backend: () => sqlite(nodeSqlite({ path: join(folder(), 'kv.db') })) },
  ])(`${what}, $name`, ({ backend }) => {
    afterEach(() => {
      for (const end of ends.splice(0).toReversed()) end()
    })
    tests((clock = { now: 1_000_000 }) => {
      const store = syncStore(backend(), { rich, clock: () => clock.now })
      ends.push(() => store.close())
      return store
    })
  })
}

/** A folder that lasts as long as the test. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kvasir-commandkit-'))
  ends.push(() => rmSync(path, { recursive: true }))
  return path
}
