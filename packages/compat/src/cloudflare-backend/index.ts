export type { KVBinding } from './binding.ts'
export { cloudflareKV, type CloudflareKVOptions } from './cloudflare-kv.ts'
