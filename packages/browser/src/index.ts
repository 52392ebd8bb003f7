export { connect, type Connection, type Database, type DurableUseStore } from './connect.ts'
