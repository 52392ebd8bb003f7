/// <reference types="node" />
import type { DatabaseSync } from 'node:sqlite'

/** The columns of the table that CommandKit makes for each namespace, under the namespace's name. */
const COLUMNS = 'key TEXT, value TEXT, expires_at INTEGER'

/** Whether a database has nothing but tables of CommandKit. */
export function isOfCommandKit(database: DatabaseSync): boolean {
  const tables = tablesIn(database)
  return tables.length > 0 && tables.length === commandKitTables(database).length
}

/** The names of the tables that CommandKit has made, in the order of their making. */
export function commandKitTables(database: DatabaseSync): string[] {
  const columns = database.prepare('SELECT name, type FROM pragma_table_info(?)')
  return tablesIn(database).filter(
    (table) =>
      columns
        .all(table)
        .map(({ name, type }) => `${String(name)} ${String(type)}`)
        .join(', ') === COLUMNS,
  )
}

function tablesIn(database: DatabaseSync): string[] {
  return database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .all()
    .map(({ name }) => String(name))
}
