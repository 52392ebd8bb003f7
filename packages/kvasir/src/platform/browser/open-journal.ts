import { type EngineKind, KvasirError } from '@kvasir/core'
import type { Journal, SyncJournal } from '@kvasir/journal'
import { memory, memoryKind } from '@kvasir/memory'
import type { SqliteFile } from '@kvasir/sqlite'
import { settled } from '../settled.ts'
import type { BackendRequest, OpenedBackend, SyncBackendRequest } from '../platform.ts'
import { openInPlace, type Place } from './choose-place.ts'
import { sharedFile } from './shared-file.ts'
import { speaking } from './speaking.ts'

/** What a journal is to be made of. */
interface Subject {
  /** Of the journal: SQLite and memory of one name are two. */
  readonly name: string
  readonly engine: EngineKind
  /** A sentence for people. */
  readonly why: string
  /** Where the engine is SQLite. */
  readonly toFile: ((journal: Journal) => SqliteFile) | undefined
}

/** Memory, or SQLite in memory, with a journal in IndexedDB or in OPFS. */
export async function openJournal(request: BackendRequest): Promise<OpenedBackend> {
  const subject = await subjectOf(request)
  return await openInPlace(subject.name, request.journal, (place) => openAt(place, subject, request))
}

async function openAt(
  { place, because }: Place,
  { name, engine, why, toFile }: Subject,
  request: BackendRequest,
): Promise<OpenedBackend> {
  const { journal } = await import('@kvasir/journal')
  const { clock, whenDamaged, checkpoints } = request
  const reason = `${why} ${because}`
  if (place === 'indexeddb') {
    const backend = await journal({ name, engine, clock, whenDamaged, checkpoints })
    return { backend, why: reason, file: toFile?.(backend) }
  }
  const [{ opfsStorage }, { shared }] = await Promise.all([
    import('@kvasir/journal/opfs'),
    import('@kvasir/ports'),
  ])
  const { worker } = request
  let open: Journal | undefined
  const backend = await shared({
    name: `${name}.journal`,
    open: async () => {
      const storage = opfsStorage({ name, ...(worker && { worker }) })
      // The words are those of all tabs, and are said where they call.
      open = await journal({ name, engine, clock, whenDamaged, checkpoints, storage, lastWords: false })
      return open
    },
  })
  return {
    backend: await speaking(name, backend),
    why: reason,
    file: toFile && sharedFile(backend, () => open && toFile(open)),
  }
}

/** A synchronous store with a journal in IndexedDB, which this tab has for itself. */
export async function openSyncJournal(request: SyncBackendRequest): Promise<SyncJournal> {
  if (request.choice === 'memory') return settled(memory())
  const { syncJournal } = await import('@kvasir/journal')
  const { name, engine } = await subjectOf(request)
  return await openInPlace(name, 'auto', async ({ place }) => {
    if (place === 'indexeddb') return await syncJournal({ ...request, name, engine })
    const { opfsStorage } = await import('@kvasir/journal/opfs')
    return await syncJournal({ ...request, name, engine, storage: opfsStorage({ name }) })
  })
}

async function subjectOf({ choice, name, wasm }: BackendRequest | SyncBackendRequest): Promise<Subject> {
  switch (choice) {
    case 'sqlite': {
      const { journaledFile, sqljsKind } = await import('@kvasir/sqlite/sqljs')
      return {
        name: `${name}.sqlite`,
        engine: sqljsKind({ wasm }),
        why: 'SQLite in memory with a journal was asked for.',
        toFile: (journal) => journaledFile(journal, { wasm }),
      }
    }
    case 'auto':
      return {
        name,
        engine: memoryKind,
        why: 'Memory with a journal is the fastest here.',
        toFile: undefined,
      }
    case 'journal':
      return { name, engine: memoryKind, why: 'Memory with a journal was asked for.', toFile: undefined }
    default:
      throw new KvasirError('UNAVAILABLE', `The backend ${choice} does not answer at once: use openStore().`)
  }
}
