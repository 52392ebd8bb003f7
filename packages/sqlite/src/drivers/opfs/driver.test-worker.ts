import { isKvasirError } from '@kvasir/core'
import { opfsSqlite, type OpfsSqliteOptions } from './opfs-sqlite.ts'

/** Opens the database, runs the statements, closes it again, and posts what each answered, or the code of the error. */
const self = globalThis as unknown as Worker

self.addEventListener('message', ({ data }: MessageEvent<OpfsSqliteOptions & { readonly sql: string[] }>) => {
  void run(data).then((answer) => self.postMessage(answer, []))
})

async function run({ sql, ...options }: OpfsSqliteOptions & { readonly sql: string[] }): Promise<unknown> {
  try {
    const driver = await opfsSqlite(options)
    const answers = sql.map((statement) => driver.prepare(statement).all([]))
    driver.close()
    return answers
  } catch (error) {
    return isKvasirError(error) ? error.code : String(error)
  }
}
