import { type ErrorCode, isKvasirError, KvasirError, type Namespace, type PutOptions } from '@kvasir/core'
import { checkChoice } from './check-choice.ts'
import type { MigrateOptions, MigrationReport, RefusedEntry } from './migration.ts'
import type { Source, SourceEntry, Translation } from './source.ts'

/** Errors that are about one entry, and not about the storage. */
const OF_ONE_ENTRY: ReadonlySet<ErrorCode> = new Set(['INVALID_KEY', 'INVALID_VALUE', 'LIMIT_EXCEEDED'])

type Outcome = 'written' | 'skipped' | RefusedEntry

/** Puts what a source has into a namespace, page by page, and closes the source; undefined is a source that is not there. */
export async function migrateSource(
  source: Source | undefined,
  namespace: Namespace,
  translation: Translation,
  options: MigrateOptions,
): Promise<MigrationReport> {
  const { conflict = 'skip', signal, onProgress } = options
  if (source === undefined) return { found: false, written: 0, skipped: 0, refused: [] }
  const put = (entry: SourceEntry): Promise<Outcome> => putEntry(namespace, entry, translation, conflict)
  const outcomes: Outcome[] = []
  try {
    checkChoice('conflict', conflict, ['skip', 'overwrite', 'error'])
    throwIfEnded(signal)
    for await (const page of source.pages) {
      outcomes.push(...(await Promise.all(page.map(put))))
      onProgress?.({ done: outcomes.length, total: source.total })
      throwIfEnded(signal)
    }
  } finally {
    source.close()
  }
  return {
    found: true,
    written: outcomes.filter((outcome) => outcome === 'written').length,
    skipped: outcomes.filter((outcome) => outcome === 'skipped').length,
    refused: outcomes.filter((outcome) => typeof outcome === 'object'),
  }
}

async function putEntry(
  namespace: Namespace,
  entry: SourceEntry,
  translation: Translation,
  conflict: NonNullable<MigrateOptions['conflict']>,
): Promise<Outcome> {
  const translated = translate(entry, translation)
  if ('reason' in translated) return translated
  // What neither JSON nor the rich codec holds is a structured clone in the source, and can be one here.
  const options: PutOptions = { clone: true, ifAbsent: conflict !== 'overwrite' }
  try {
    await namespace.put(translated.key, translated.value, options)
    return 'written'
  } catch (error) {
    if (!isKvasirError(error)) throw error
    if (error.code === 'CONFLICT' && conflict === 'skip') return 'skipped'
    if (OF_ONE_ENTRY.has(error.code)) return { key: entry.key, reason: error.message }
    throw error
  }
}

function translate(
  { key, value }: SourceEntry,
  { toKey, toValue }: Translation,
): { readonly key: string; readonly value: unknown } | RefusedEntry {
  try {
    const name = toKey(key)
    if (name !== undefined) return { key: name, value: toValue(value) }
  } catch (error) {
    return { key, reason: error instanceof Error ? error.message : String(error) }
  }
  return { key, reason: 'Its key has no name in the namespace, whose keys are strings: give `toKey`.' }
}

function throwIfEnded(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  const cause: unknown = signal.reason
  const why = cause instanceof Error ? cause.message : String(cause)
  throw new KvasirError(
    'INTERRUPTED',
    `The migration was ended: ${why}. Another run goes on with what is missing.`,
    { cause },
  )
}
