import type { FileProgress } from '@kvasir/sqlite'
import { batch } from '@preact/signals'
import { notice } from '../state/feedback.ts'
import { type FileTransfer, fileTransfer } from '../state/file-transfer.ts'
import { FIRST, listing, matches } from '../state/listing.ts'
import { survey } from '../state/namespaces.ts'
import { currentTarget, type Target } from '../state/session.ts'
import { databaseName } from '../state/settings.ts'
import { writeBytes } from '../values/write-bytes.ts'
import { listNamespaces } from './list-namespaces.ts'
import { refresh } from './list-page.ts'
import { showDeed } from './show-deed.ts'
import { toFailure } from './to-failure.ts'
import { restartFeed } from './watch-feed.ts'
import { readHealth } from './watch-health.ts'

let running: AbortController | undefined

/** Saves the whole store as a SQLite file where the browser saves downloads. */
export function downloadFile(): Promise<void> {
  return transfer('download', 'Download the SQLite file', async ({ choice, store }, options) => {
    showDeed({ kind: 'own', body: 'const blob = await new Response(await store.exportFile()).blob()' })
    const blob = await toBlob(await store.exportFile(options))
    save(blob, `${databaseName(choice)}.sqlite`)
    return `Downloaded ${writeBytes(blob.size)} as a SQLite file.`
  })
}

/** Replaces everything in the store by what is in a SQLite file. */
export function loadFile(file: File): Promise<void> {
  return transfer('load', `Load ${file.name}`, async ({ store }, options) => {
    showDeed({
      kind: 'own',
      body: `// What the visitor has chosen, or any other Blob or stream.\nawait store.importFile(file)`,
    })
    await store.importFile(file, options)
    batch(() => {
      listing.value = { position: FIRST, entries: [], prefixes: [], next: undefined }
      matches.value = undefined
      survey.value = undefined
    })
    restartFeed()
    await Promise.all([refresh(), listNamespaces()])
    return `Loaded ${file.name}: the store has what the file has.`
  })
}

/** Ends the transfer that is under way; a store that was to be replaced stays as it was. */
export function cancelTransfer(): void {
  running?.abort(new DOMException('It was cancelled.', 'AbortError'))
}

interface TransferOptions {
  readonly onProgress: (progress: FileProgress) => void
  readonly signal: AbortSignal
}

async function transfer(
  kind: FileTransfer['kind'],
  title: string,
  work: (target: Target, options: TransferOptions) => Promise<string>,
): Promise<void> {
  const target = currentTarget()
  if (target === undefined || running !== undefined) return
  running = new AbortController()
  const { signal } = running
  let progress: FileProgress = { done: 0, total: undefined }
  const show = (state: FileTransfer['state'], failure?: FileTransfer['failure']): void => {
    fileTransfer.value = { kind, state, ...progress, failure }
  }
  show('running')
  try {
    notice.value = await work(target, {
      signal,
      onProgress: (latest) => {
        progress = latest
        show('running')
      },
    })
    show('done')
  } catch (error) {
    show('failed', toFailure(title, error))
    notice.value = 'This failed, and changed nothing.'
  } finally {
    running = undefined
    await readHealth()
  }
}

/** Throws what the stream fails with, in the place of which a `Response` would say that it could not be fetched. */
async function toBlob(stream: ReadableStream<Uint8Array>): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(pieces, { type: 'application/vnd.sqlite3' })
    pieces.push(value as Uint8Array<ArrayBuffer>)
  }
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of the blob by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
