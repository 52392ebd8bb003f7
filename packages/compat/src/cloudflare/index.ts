export type * from './kv-namespace.ts'
export type { LimitsName } from './limits.ts'
export { type KVNamespaceOptions, toKVNamespace } from './to-kv-namespace.ts'
