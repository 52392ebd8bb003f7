export { indexeddb, type IndexedDbOptions } from './indexeddb.ts'
