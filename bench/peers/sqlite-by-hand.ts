/** The statements that Kvasir's schema needs, for those who write them by hand. */
export const SPACE = 1
export const BEGIN = 'BEGIN IMMEDIATE'
export const COMMIT = 'COMMIT'
export const NEXT_REVISION = 'UPDATE store SET revision = revision + 1'
export const GET = `SELECT type, revision, expires_at, written_at, metadata, value FROM rows WHERE space = ${SPACE} AND key = ?`
/** The place of the value in what {@link GET} returns. */
export const VALUE = 5
export const PUT = `INSERT INTO rows (space, key, type, revision, expires_at, written_at, metadata, value)
  VALUES (${SPACE}, ?, 0, (SELECT revision FROM store), 0, ?, NULL, ?)
  ON CONFLICT DO UPDATE SET type = excluded.type, revision = excluded.revision,
    expires_at = excluded.expires_at, written_at = excluded.written_at,
    metadata = excluded.metadata, value = excluded.value`
export const PAGE_OF = `SELECT type, revision, expires_at, written_at, metadata, value, key FROM rows
  WHERE space = ${SPACE} AND key >= ? AND key < ? ORDER BY key LIMIT ?`
