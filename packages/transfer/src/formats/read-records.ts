import { KvasirError } from '@kvasir/core'
import type { Format } from '../export/export-options.ts'
import type { ImportOptions, ImportSource } from '../import/import-options.ts'
import type { TransferRecord } from '../records.ts'
import { BEGINNING } from './jsonl/format.ts'
import { readLines } from './jsonl/read-lines.ts'
import { begin, readBytes, type Bytes, type ReadCount } from './read-bytes.ts'

/** A record with the number of its line; of a format without lines, of its entry. */
export interface Numbered {
  readonly line: number
  readonly record: TransferRecord
}

/** Some records, to be taken one after the other: what cannot be read is thrown when its turn comes. */
export type Records = AsyncGenerator<Iterable<Numbered>, void>

/** Bytes that are enough to tell a format by. */
const HEAD = 256

/** The records of a source. Throws `UNSUPPORTED_DATABASE`, `DAMAGED`, `INTERRUPTED`, `INVALID_OPTION`. */
export async function* readRecords(
  source: ImportSource,
  { format: given, into, signal }: ImportOptions,
  { count, now }: { readonly count: ReadCount; readonly now: number },
): Records {
  const bytes = await readBytes(source, signal, count)
  const { head, all } = await begin(bytes, HEAD)
  const format = given ?? recognize(head)
  if (format === 'jsonl') return yield* readLines(all)
  if (format !== 'json' && format !== 'cloudflare') {
    throw new KvasirError('INVALID_OPTION', `The format is jsonl, json or cloudflare; got ${String(format)}.`)
  }
  if (typeof into !== 'string') {
    throw new KvasirError(
      'INVALID_OPTION',
      `The format ${format} does not name its namespace: say which with into.`,
    )
  }
  yield [{ line: 0, record: { kind: 'header', header: headerOf(into) } }]
  // Its parser is loaded by those who need it.
  const { readMembers } = await import('./read-members.ts')
  yield* readMembers(all, format, now)
}

function recognize(head: Bytes | Uint8Array): Format {
  const text = new TextDecoder().decode(head).trimStart()
  if (BEGINNING.test(text)) return 'jsonl'
  if (text.startsWith('{')) return 'json'
  if (text.startsWith('[')) return 'cloudflare'
  throw new KvasirError(
    'UNSUPPORTED_DATABASE',
    'This is no export of Kvasir, no JSON object and no JSON array: there is nothing to be imported.',
  )
}

function headerOf(name: string): Extract<TransferRecord, { kind: 'header' }>['header'] {
  const namespaces = [{ name, createdAt: 0 }]
  return { at: 0, namespaces, entries: undefined, prefix: undefined, history: false }
}
