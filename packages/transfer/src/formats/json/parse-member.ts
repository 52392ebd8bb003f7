import type { Row } from '@kvasir/core'
import { toJson, toKey } from '../jsonl/parse-line.ts'

/** An entry of a plain object. Throws a `Fault`. */
export function jsonRow(key: unknown, value: unknown, now: number): Row {
  return {
    key: toKey(key),
    ...(typeof value === 'string'
      ? { type: 'text', value }
      : { type: 'json', value: toJson(value, 'its value') }),
    revision: 0,
    writtenAt: now,
    expiresAt: 0,
    metadata: undefined,
  }
}
