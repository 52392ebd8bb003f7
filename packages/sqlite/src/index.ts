export type { SqliteColumns, SqliteDriver, SqliteStatement, SqliteValue } from './driver.ts'
export { sqlite } from './sqlite.ts'
