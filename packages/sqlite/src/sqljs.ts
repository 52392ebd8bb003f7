export { sqljs, type SqljsDriver, type SqljsOptions } from './drivers/sqljs.ts'
export type { WasmSource } from './drivers/load-sqljs.ts'
