import type { ExportOptions, ExportReport } from 'kvasir'
import { exportProgram } from '../code/file-program.ts'
import { type FileFormat, FORMATS } from '../files/file-format.ts'
import { saveBlob, toBlob } from '../files/save-stream.ts'
import { notice } from '../state/feedback.ts'
import { type Exported, outgoing } from '../state/file-transfer.ts'
import { namespaces } from '../state/namespaces.ts'
import { currentTarget, type Target } from '../state/session.ts'
import { databaseName } from '../state/settings.ts'
import { writeBytes } from '../values/write-bytes.ts'
import { writeCount } from '../values/write-count.ts'
import { type Carriage, carryFile } from './carry-file.ts'
import { showDeed } from './show-deed.ts'

/** What a visitor wants to have in a file. */
export interface ExportOrder {
  readonly format: FileFormat
  /** The only one; undefined for all of them. */
  readonly namespace: string | undefined
  readonly hasHistory: boolean
  readonly isPacked: boolean
  /** Whether what the format cannot hold is left out. */
  readonly isLossy: boolean
}

/** Saves entries of the store as a file where the browser saves downloads. */
export async function exportFile(order: ExportOrder): Promise<void> {
  const target = currentTarget()
  if (target === undefined) return
  const name = nameOf(order, target)
  const options = toOptions(order)
  const carried = await carryFile<Exported>({
    title: `Export ${name}`,
    kind: 'export',
    fileName: name,
    shown: outgoing,
    work: (target, carriage) => {
      showDeed({ kind: 'own', body: exportProgram(order.format, options) }, target)
      return order.format === 'sqlite'
        ? saveSqlite(target, name, carriage)
        : saveExport(target, { name, options, type: typeOf(order) }, carriage)
    },
  })
  if (carried !== undefined) notice.value = tell(carried.outcome, name)
}

interface Saved {
  readonly name: string
  readonly type: string
  readonly options: ExportOptions
}

async function saveExport(
  { store }: Target,
  { name, type, options }: Saved,
  { signal, onProgress }: Carriage,
): Promise<Exported> {
  let report: ExportReport | undefined
  const stream = store.export({
    ...options,
    signal,
    onProgress: ({ done, total, bytes }) =>
      onProgress({ entries: { done, total }, bytes: { done: bytes, total: undefined } }),
    onEnd: (ended) => (report = ended),
  })
  const blob = await toBlob(stream, type)
  saveBlob(blob, name)
  return { bytes: blob.size, report }
}

async function saveSqlite(
  { store }: Target,
  name: string,
  { signal, onProgress }: Carriage,
): Promise<Exported> {
  const stream = await store.exportFile({
    signal,
    onProgress: (bytes) => onProgress({ entries: undefined, bytes }),
  })
  const blob = await toBlob(stream, FORMATS.sqlite.mimeType)
  saveBlob(blob, name)
  return { bytes: blob.size, report: undefined }
}

function toOptions({ format, namespace, hasHistory, isPacked, isLossy }: ExportOrder): ExportOptions {
  // A namespace may want its exports packed, unless the visitor does not.
  const isWanted = namespaces.value.some(
    ({ name, compression }) => compression === true && (namespace ?? name) === name,
  )
  return {
    namespaces: namespace === undefined ? undefined : [namespace],
    format: format === 'jsonl' || format === 'sqlite' ? undefined : format,
    history: hasHistory || undefined,
    compress: isPacked ? 'gzip' : isWanted ? false : undefined,
    lossy: isLossy || undefined,
  }
}

function nameOf({ format, namespace, isPacked }: ExportOrder, { choice }: Target): string {
  const stem = namespace === undefined ? databaseName(choice) : `${databaseName(choice)}-${namespace}`
  return `${stem}.${FORMATS[format].extension}${isPacked ? '.gz' : ''}`
}

function typeOf({ format, isPacked }: ExportOrder): string {
  return isPacked ? 'application/gzip' : FORMATS[format].mimeType
}

function tell(outcome: NonNullable<typeof outgoing.value>['outcome'], name: string): string {
  switch (outcome.state) {
    case 'done': {
      const { bytes, report } = outcome.report
      const what = report === undefined ? 'the store' : writeCount(report.entries, 'entry', 'entries')
      return `Exported ${what} to ${name}: ${writeBytes(bytes)}.`
    }
    case 'cancelled':
      return 'Cancelled the export: nothing was saved.'
    default:
      return 'The export failed: nothing was saved.'
  }
}
