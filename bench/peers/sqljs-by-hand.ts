import initSqlJs, { type Statement } from 'sql.js'
import { afterPrefix, PAGE } from '../workload.ts'
import type { Peer } from './peer.ts'
import { BEGIN, COMMIT, GET, NEXT_REVISION, PAGE_OF, PUT, VALUE } from './sqlite-by-hand.ts'

/** Prepared statements of sql.js on the image of a database that Kvasir has made. */
export async function sqljsByHand(image: Uint8Array): Promise<Peer> {
  const { Database } = await initSqlJs()
  const database = new Database(image)
  database.run('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF')
  const [begin, nextRevision, write, commit, read, readPage] = [
    BEGIN,
    NEXT_REVISION,
    PUT,
    COMMIT,
    GET,
    PAGE_OF,
  ].map((sql) => database.prepare(sql)) as [Statement, Statement, Statement, Statement, Statement, Statement]

  const put = (keys: readonly string[], values: readonly string[]): number => {
    for (let i = 0; i < keys.length; i++) {
      begin.run()
      nextRevision.run()
      write.run([keys[i]!, Date.now(), values[i]!])
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
      for (const key of keys) {
        sum += (read.get([key])[VALUE] as string).length
        read.reset()
      }
      return sum
    },
    put,
    page(prefixes) {
      let sum = 0
      for (const prefix of prefixes) {
        readPage.bind([prefix, afterPrefix(prefix), PAGE])
        while (readPage.step()) sum += (readPage.get()[VALUE] as string).length
        readPage.reset()
      }
      return sum
    },
  }
}
