export { asyncStore } from '@kvasir/core'
export { indexeddb } from '@kvasir/indexeddb'
export { shared } from './index.ts'
