/// <reference types="node" />
import { DatabaseSync } from 'node:sqlite'
import type { KV } from '../kv.ts'
import { commandKitTables } from './layout.ts'
import { readValue } from './read-value.ts'

/**
 * Copies the entries of a file that CommandKit has written into a KV, each namespace into the one of its name, in their
 * order and with their expiry; returns how many they were. What has expired stays behind, and so does the file.
 * All of it is copied or nothing.
 *
 * Throws what SQLite says when it cannot open the file, and `Error` for one without a table of CommandKit, or with an
 * entry that cannot be read, which it names.
 *
 * @example
 * importCommandKit('commandkit_kv.db', openKV('bot.db'))
 */
export function importCommandKit(path: string | URL, kv: KV): number {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = commandKitTables(database)
    if (tables.length === 0) {
      throw new Error(`${String(path)} has no table of CommandKit, so there is nothing to copy.`)
    }
    let copied = 0
    void kv.transaction(() => {
      copied = 0
      for (const table of tables) copied += copyTable(database, table, kv.namespace(table))
    })
    return copied
  } finally {
    database.close()
  }
}

function copyTable(database: DatabaseSync, table: string, kv: KV): number {
  let copied = 0
  const now = Date.now()
  const rows = database.prepare(
    `SELECT key, value, CAST(expires_at AS REAL) AS expires_at FROM ${quoted(table)} ORDER BY rowid`,
  )
  for (const { key, value, expires_at: expiresAt } of rows.iterate()) {
    const rest = expiresAt === null ? Infinity : Number(expiresAt) - now
    if (rest <= 0) continue
    copyEntry(table, String(key), () => kv.setex(String(key), readValue(String(value)), rest))
    copied++
  }
  return copied
}

/** Copies an entry; what is wrong with it is told with its place, so that somebody can look at it. */
function copyEntry(table: string, key: string, copy: () => void): void {
  try {
    copy()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `The key ${JSON.stringify(key)} of the namespace ${JSON.stringify(table)} cannot be copied, so nothing was: ${why}`,
      { cause },
    )
  }
}

/** A name in SQL that means nothing but itself. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
