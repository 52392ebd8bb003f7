export { deleteOpfsSqlite } from './drivers/opfs/delete-opfs-sqlite.ts'
export type { OpfsDatabase } from './drivers/opfs/folder-of.ts'
export { opfsSqlite, type OpfsSqliteOptions } from './drivers/opfs/opfs-sqlite.ts'
export { sqliteOnOpfs, type SqliteOnOpfsOptions } from './sqlite-on-opfs.ts'
