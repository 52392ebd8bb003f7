import type { Row } from '@kvasir/core'
import { toBase64 } from '@kvasir/core/pack'
import { valueBytes } from '../value-bytes.ts'
import type { Member } from '../write-members.ts'

/** An entry as a member of a plain object: key and value. */
export function jsonMember(row: Row): Member {
  return { text: `${JSON.stringify(row.key)}: ${valueOf(row)}`, missing: missingOf(row) }
}

function valueOf(row: Row): string {
  const { type, value } = row
  if (typeof value !== 'string') return JSON.stringify(toBase64(valueBytes(row)))
  return type === 'json' ? value : JSON.stringify(value)
}

function missingOf({ type, expiresAt, metadata }: Row): string | undefined {
  if (type === 'bytes') return 'the bytes'
  if (type === 'rich') return 'the rich value'
  if (expiresAt !== 0) return 'the expiry'
  return metadata === undefined ? undefined : 'the metadata'
}
