import { KvasirError, type Row } from '@kvasir/core'
import type { Writer } from './writers.ts'

/** An entry as a member of an object or array, and what of it that does not hold. */
export interface Member {
  readonly text: string
  readonly missing: string | undefined
}

/**
 * Writes entries as the members of one JSON text. What has changed since it was read cannot be taken back there.
 * Throws `INVALID_VALUE` with the key of what the format does not hold, unless `lossy`.
 */
export function membersWriter(
  format: string,
  lossy: boolean,
  [open, close]: readonly [string, string],
  toMember: (row: Row) => Member,
): Writer {
  let entries = 0
  let lost = 0
  let isWhole = true
  const write = (row: Row): string => {
    const { text, missing } = toMember(row)
    if (missing !== undefined) {
      if (!lossy) throw missingError(format, row.key, missing)
      lost++
    }
    return `${entries++ === 0 ? '' : ','}\n${text}`
  }
  return {
    write(records) {
      let text = ''
      for (const record of records) {
        if (record.kind === 'header') text += open
        else if (record.kind === 'end') text += `\n${close}\n`
        else if (record.kind === 'changes') isWhole = false
        else if (record.kind === 'entry' && isWhole) text += write(record.row)
      }
      return text
    },
    get entries() {
      return entries
    },
    get lost() {
      return lost
    },
    get isWhole() {
      return isWhole
    },
  }
}

function missingError(format: string, key: string, missing: string): KvasirError {
  return new KvasirError(
    'INVALID_VALUE',
    `The format ${format} cannot hold ${missing} of the key ${JSON.stringify(key)}: export as jsonl, or with lossy: true.`,
  )
}
