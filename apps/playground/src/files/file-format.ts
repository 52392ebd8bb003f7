import type { ExportOptions } from 'kvasir'
import type { Choice } from '../state/settings.ts'

/** What every store reads and writes. */
export type TransferFormat = NonNullable<ExportOptions['format']>

/** How a file holds entries; a SQLite file is a whole store. */
export type FileFormat = TransferFormat | 'sqlite'

interface FormatFacts {
  readonly title: string
  /** What it is good for, in a sentence. */
  readonly hint: string
  readonly extension: string
  readonly mimeType: string
}

export const FORMATS: Readonly<Record<FileFormat, FormatFacts>> = {
  jsonl: {
    title: 'JSON lines',
    hint: 'Loses nothing, for any store: values of every type, expiries, metadata, settings.',
    extension: 'jsonl',
    mimeType: 'application/jsonl',
  },
  json: {
    title: 'Plain JSON',
    hint: 'One object of keys and values, for other programs. Holds no bytes, rich values or expiries.',
    extension: 'json',
    mimeType: 'application/json',
  },
  cloudflare: {
    title: 'Cloudflare bulk',
    hint: 'What wrangler kv bulk put takes: texts and bytes with metadata, which expire at a second.',
    extension: 'json',
    mimeType: 'application/json',
  },
  sqlite: {
    title: 'SQLite file',
    hint: 'The store itself, which any SQLite tool opens.',
    extension: 'sqlite',
    mimeType: 'application/vnd.sqlite3',
  },
}

/** Formats that hold the entries of one namespace, and do not name it. */
export function isOfOneNamespace(format: FileFormat): boolean {
  return format === 'json' || format === 'cloudflare'
}

/** Whether a store is a SQLite file. */
export function isSqliteFile(choice: Choice): boolean {
  return choice === 'sqlite' || choice === 'opfs'
}
