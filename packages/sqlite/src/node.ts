export { nodeSqlite, type NodeSqliteOptions } from './drivers/node/node-sqlite.ts'
