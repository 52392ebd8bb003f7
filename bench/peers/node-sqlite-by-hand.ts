import { DatabaseSync } from 'node:sqlite'
import { afterPrefix, PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'
import { BEGIN, COMMIT, GET, NEXT_REVISION, PAGE_OF, PUT, VALUE } from './sqlite-by-hand.ts'

/** Prepared statements of node:sqlite on a database file that Kvasir has made. */
export function nodeSqliteByHand(path: string): Peer {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536')
  const [begin, nextRevision, write, commit, read, readPage] = [
    BEGIN,
    NEXT_REVISION,
    PUT,
    COMMIT,
    GET,
    PAGE_OF,
  ].map((sql) => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }) as [Statement, Statement, Statement, Statement, Statement, Statement]

  const put = (keys: readonly string[], values: readonly string[]): number => {
    for (let i = 0; i < keys.length; i++) {
      begin.run()
      nextRevision.run()
      write.run(keys[i]!, Date.now(), values[i]!)
      commit.run()
    }
    return keys.length
  }
  return {
    name: 'by hand',
    fill(keys, values) {
      put(keys, values)
    },
    get(keys) {
      let sum = 0
      for (const key of keys) sum += valueOf(read.get(key)).length
      return sum
    },
    put,
    page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        for (const row of readPage.all(prefix, afterPrefix(prefix), PAGE)) sum += valueOf(row).length
      }
      return sum
    },
  }
}

type Statement = ReturnType<DatabaseSync['prepare']>

function valueOf(row: unknown): string {
  return (row as string[])[VALUE]!
}
