export type { SqliteDatabase } from './connection.ts'
export { KV, openKV } from './kv.ts'
export type { KvMathOperator } from './math.ts'
export type { KvOptions, KvSource, KvValue } from './options.ts'
