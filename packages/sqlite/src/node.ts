export { deleteNodeSqlite } from './drivers/node/delete-node-sqlite.ts'
export { nodeSqlite, type NodeSqliteOptions } from './drivers/node/node-sqlite.ts'
