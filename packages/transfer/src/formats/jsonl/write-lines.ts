import type { Row } from '@kvasir/core'
import { toBase64 } from '@kvasir/core/pack'
import type { Kept } from '@kvasir/core/raw'
import type { TransferRecord } from '../../records.ts'
import type { Writer } from '../writers.ts'
import { valueBytes } from '../value-bytes.ts'
import { NAME, VERSION } from './format.ts'

/** Writes a line for each record; what is JSON already is not taken apart. */
export function jsonlWriter(): Writer {
  let entries = 0
  let lines = 0
  return {
    write(records) {
      let text = ''
      for (const record of records) {
        lines++
        if (record.kind === 'entry') entries++
        text += `${toLine(record, lines)}\n`
      }
      return text
    },
    get entries() {
      return entries
    },
    lost: 0,
    isWhole: true,
  }
}

function toLine(record: TransferRecord, line: number): string {
  switch (record.kind) {
    case 'header':
      return JSON.stringify({ kvasir: NAME, version: VERSION, ...record.header })
    case 'entry': {
      const { space, row, versions } = record
      return `{"ns":${space},"key":${JSON.stringify(row.key)},${contentOf(row)}${versionsOf(versions)}}`
    }
    case 'gone': {
      const { space, key, writtenAt, versions } = record
      return `{"ns":${space},"key":${JSON.stringify(key)},"deleted":true,"writtenAt":${writtenAt}${versionsOf(versions)}}`
    }
    case 'cleared': {
      const { space, start, end, writtenAt } = record
      return JSON.stringify({ ns: space, cleared: { start, end }, writtenAt })
    }
    case 'changes':
      return '{"changes":true}'
    case 'end':
      return JSON.stringify({
        end: true,
        lines: line,
        entries: record.entries,
        consistent: record.consistent,
      })
  }
}

function contentOf(row: Row): string {
  const { type, revision, writtenAt, expiresAt, metadata } = row
  const expiry = expiresAt === 0 ? '' : `,"expiresAt":${expiresAt}`
  const extra = metadata === undefined ? '' : `,"metadata":${metadata}`
  return `"type":"${type}","value":${valueOf(row)},"revision":${revision},"writtenAt":${writtenAt}${expiry}${extra}`
}

function valueOf(row: Row): string {
  const { type, value } = row
  if (typeof value !== 'string') return `"${toBase64(valueBytes(row))}"`
  return type === 'json' ? value : JSON.stringify(value)
}

function versionsOf(versions: readonly Kept[] | undefined): string {
  if (versions === undefined || versions.length === 0) return ''
  const texts = versions.map((kept) =>
    kept.operation === 'put' ? `{"operation":"put",${contentOf(kept.row)}}` : JSON.stringify(kept),
  )
  return `,"versions":[${texts.join()}]`
}
