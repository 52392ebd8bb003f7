export { connect, type Connection, type Database, type DurableUseStore } from './connect.ts'
export { indexeddb, type IndexedDbOptions } from './indexeddb.ts'
