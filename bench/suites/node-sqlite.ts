import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import type { Contest } from '../measure/contest.ts'
import { kvasirSync } from '../peers/kvasir-sync.ts'
import { nodeSqliteByHand } from '../peers/node-sqlite-by-hand.ts'
import { type Pair, sqliteContests } from './sqlite.ts'

/** SQLite files, in WAL mode, through node:sqlite. */
export async function* nodeSqliteSuite(): AsyncGenerator<Contest> {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-bench-'))
  let files = 0
  const open = (): Pair => {
    const [own, other] = [join(folder, `${files++}.db`), join(folder, `${files++}.db`)]
    // Kvasir makes the other file too, so that both have the same schema.
    sqlite(nodeSqlite({ path: other })).close()
    return {
      kvasir: kvasirSync(sqlite(nodeSqlite({ path: own }))),
      byHand: nodeSqliteByHand(other),
    }
  }
  try {
    yield* sqliteContests('node:sqlite, a file', open)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
