import { sqlite } from '@kvasir/sqlite'
import { sqljs } from '@kvasir/sqlite/sqljs'
import type { Contest } from '../measure/contest.ts'
import { kvasirSync } from '../peers/kvasir-sync.ts'
import { sqljsByHand } from '../peers/sqljs-by-hand.ts'
import { type Pair, sqliteContests } from './sqlite.ts'

/** SQLite as WebAssembly, in memory. */
export async function* sqljsSuite(): AsyncGenerator<Contest> {
  const open = async (): Promise<Pair> => {
    const driver = await sqljs()
    const backend = sqlite(driver)
    // Taken after Kvasir has made its tables, so that both have the same schema.
    const image = driver.export()
    return { kvasir: kvasirSync(backend), byHand: await sqljsByHand(image) }
  }
  yield* sqliteContests('sql.js', open)
}
