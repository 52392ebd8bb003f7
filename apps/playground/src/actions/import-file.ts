import { batch } from '@preact/signals'
import type { ImportOptions, ImportPosition } from 'kvasir'
import { importProgram, replaceProgram } from '../code/file-program.ts'
import { readLine } from '../files/read-line.ts'
import { readPaced } from '../files/read-paced.ts'
import { type ChosenFile, damagedLine } from '../state/chosen-file.ts'
import { notice } from '../state/feedback.ts'
import { type FileTransfer, type Imported, incoming } from '../state/file-transfer.ts'
import { FIRST, listing, matches } from '../state/listing.ts'
import { survey } from '../state/namespaces.ts'
import { currentTarget } from '../state/session.ts'
import { namespaceName } from '../state/settings.ts'
import { writeCount } from '../values/write-count.ts'
import { type Carriage, carryFile } from './carry-file.ts'
import { listNamespaces } from './list-namespaces.ts'
import { refresh } from './list-page.ts'
import { showDeed } from './show-deed.ts'
import { showNamespace } from './select-namespace.ts'
import { restartFeed } from './watch-feed.ts'

/** Bytes of a file that can stand in a program. */
const SHORT = 2000

/** What was asked for last. */
let asked: { readonly chosen: ChosenFile; readonly options: ImportOptions } | undefined

/** Puts what is in a file into the store, or tells what would happen. */
export async function importFile(chosen: ChosenFile, options: ImportOptions): Promise<void> {
  asked = { chosen, options }
  const { file, recognized } = chosen
  const isDryRun = options.dryRun === true
  const doneBefore = options.resume === undefined ? 0 : (incoming.peek()?.progress.entries?.done ?? 0)
  damagedLine.value = undefined
  const isShort = file.size <= SHORT && !recognized.isPacked
  const content = isShort ? await file.text() : undefined
  const carried = await carryFile<Imported>({
    title: `Import ${file.name}`,
    kind: isDryRun ? 'dry run' : 'import',
    fileName: file.name,
    shown: incoming,
    work: async (target, carriage) => {
      showDeed({ kind: 'own', body: importProgram(content, options) }, target)
      const source = readPaced(file, recognized.isPacked)
      const watched = { ...options, ...toWatch(file, doneBefore, carriage) }
      return { result: await target.store.import(source, watched) }
    },
  })
  if (carried === undefined) return
  notice.value = tell(carried)
  await showDamage(chosen, carried)
  if (!isDryRun) await showImported(carried, targetsOf(chosen, options))
}

/** Goes on with the last import, which did not get to its end. */
export async function resumeImport(position: ImportPosition): Promise<void> {
  if (asked !== undefined) await importFile(asked.chosen, { ...asked.options, resume: position })
}

/** Replaces everything in the store by what is in a SQLite file. */
export async function replaceStore({ file }: ChosenFile): Promise<void> {
  damagedLine.value = undefined
  const carried = await carryFile<Imported>({
    title: `Load ${file.name}`,
    kind: 'import',
    fileName: file.name,
    shown: incoming,
    work: async (target, { signal, onProgress }) => {
      showDeed({ kind: 'own', body: replaceProgram() }, target)
      await target.store.importFile(file, {
        signal,
        onProgress: (bytes) => onProgress({ entries: undefined, bytes }),
      })
      return { result: undefined }
    },
  })
  if (carried === undefined) return
  notice.value = tell(carried)
  if (carried.outcome.state !== 'done') return
  batch(() => {
    listing.value = { position: FIRST, entries: [], prefixes: [], next: undefined }
    matches.value = undefined
  })
  // What was watched is gone.
  restartFeed()
  await showImported(carried, [])
}

/** How an import is watched; `doneBefore` are entries that an earlier one of the same file has done. */
function toWatch(file: File, doneBefore: number, { signal, onProgress }: Carriage): ImportOptions {
  return {
    signal,
    onProgress: ({ done, total, bytes, position }) =>
      onProgress({
        entries: { done: doneBefore + done, total },
        bytes: { done: bytes, total: file.size },
        position,
      }),
  }
}

/** The namespaces that the entries of a file go to; none where that is not known. */
function targetsOf({ recognized }: ChosenFile, { into }: ImportOptions): readonly string[] {
  return typeof into === 'string' ? [into] : (recognized.head?.namespaces ?? [])
}

/** Shows what has come, in the namespace that is shown or, if nothing has come there, in one where something has. */
async function showImported(
  { choice, progress, outcome }: FileTransfer<Imported>,
  targets: readonly string[],
): Promise<void> {
  survey.value = undefined
  if (currentTarget()?.choice !== choice) return
  await listNamespaces()
  const hasCome = outcome.state === 'done' || (progress.entries?.done ?? 0) > 0
  const [first] = hasCome ? targets : []
  if (first === undefined || targets.includes(namespaceName.value)) await refresh()
  else await showNamespace(first)
}

/** Shows the line of a text that cannot be read. */
async function showDamage(
  { file, recognized }: ChosenFile,
  { outcome }: FileTransfer<Imported>,
): Promise<void> {
  const line = outcome.state === 'failed' ? outcome.failure.line : undefined
  if (line === undefined || recognized.format !== 'jsonl') return
  // Where the packing is broken, there is no line to be shown.
  const text = await readLine(file, line, recognized.isPacked).catch(() => undefined)
  damagedLine.value = text === undefined ? undefined : { file, line, text }
}

function tell({ kind, fileName, progress, outcome }: FileTransfer<Imported>): string {
  const done = writeCount(progress.entries?.done ?? 0, 'entry', 'entries')
  const isDryRun = kind === 'dry run'
  switch (outcome.state) {
    case 'done': {
      const { result } = outcome.report
      if (result === undefined) return `Loaded ${fileName}: the store has what the file has.`
      const written = writeCount(result.created + result.overwritten, 'entry', 'entries')
      return isDryRun ? `${fileName} would write ${written}.` : `Imported ${written} from ${fileName}.`
    }
    case 'cancelled':
      if (isDryRun) return 'Cancelled the dry run.'
      return progress.entries === undefined
        ? 'Cancelled: nothing has changed.'
        : `Cancelled after ${done}, which stay.`
    default:
      if (isDryRun) return 'The file cannot be imported as it is.'
      return (progress.entries?.done ?? 0) === 0
        ? 'The import failed, and wrote no entries.'
        : `The import failed after ${done}, which stay.`
  }
}
