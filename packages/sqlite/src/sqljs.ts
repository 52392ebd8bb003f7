export { sqljs, type SqljsDriver, type SqljsOptions } from './drivers/sqljs.ts'
export type { WasmSource } from './drivers/load-sqljs.ts'
export { sqljsKind, type SqljsKindOptions } from './engine/sqljs-kind.ts'
export { journaledFile, type StateCarrier } from './engine/journaled-file.ts'
