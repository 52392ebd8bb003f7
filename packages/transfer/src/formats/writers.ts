import { KvasirError } from '@kvasir/core'
import type { ExportOptions, Format } from '../export/export-options.ts'
import type { TransferRecord } from '../records.ts'
import { cloudflareMember } from './cloudflare/write-member.ts'
import { jsonMember } from './json/write-member.ts'
import { jsonlWriter } from './jsonl/write-lines.ts'
import { membersWriter } from './write-members.ts'

/** Makes text of records, in their order. */
export interface Writer {
  write(records: readonly TransferRecord[]): string
  /** Entries that were written. */
  readonly entries: number
  /** Entries of which something is missing. */
  readonly lost: number
  /** Whether changes that were read could be written. */
  readonly isWhole: boolean
}

/** The writer of a format. Throws `INVALID_OPTION` for what it cannot be asked for. */
export function writerOf(
  format: Format,
  lossy: boolean,
  { namespaces, history = false }: ExportOptions,
): Writer {
  if (format === 'jsonl') return jsonlWriter()
  if (format !== 'json' && format !== 'cloudflare') {
    throw new KvasirError('INVALID_OPTION', `The format is jsonl, json or cloudflare; got ${String(format)}.`)
  }
  if (namespaces?.length !== 1) {
    throw new KvasirError(
      'INVALID_OPTION',
      `The format ${format} holds one namespace: say which, as in namespaces: ['users'].`,
    )
  }
  if (history)
    throw new KvasirError('INVALID_OPTION', `The format ${format} holds no history: export as jsonl.`)
  return format === 'json'
    ? membersWriter(format, lossy, ['{', '}'], jsonMember)
    : membersWriter(format, lossy, ['[', ']'], cloudflareMember)
}
