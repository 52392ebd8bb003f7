import type { LastWords, Marker, Rescued, RescueFile } from '@kvasir/browser'
import { type EngineKind, type Incident, isKvasirError } from '@kvasir/core'
import { Replica } from './replica.ts'
import type { JournalStorage, Stored } from './storage.ts'

/** Places outside of the journal that know about it, as far as there are any here. */
export interface Surroundings {
  readonly words: LastWords | undefined
  readonly marker: Marker
  readonly rescue: RescueFile | undefined
}

/** A journal that was opened. */
export interface Opened {
  readonly replica: Replica
  readonly stored: Stored
  /** What had to be put right; more may be added. */
  readonly incidents: Incident[]
}

/**
 * Opens a journal, or creates it, and notices what has become of it since: a journal that the browser has
 * destroyed is made anew from the copy outside of it, if there is one.
 */
export async function openJournal(
  name: string,
  kind: EngineKind,
  storage: JournalStorage,
  { marker, rescue }: Surroundings,
): Promise<Opened> {
  const mark = await marker.read()
  const stored = await storage.load(kind.name)
  const incidents: Incident[] = []
  const at = Date.now()
  if (storage.damage !== undefined) incidents.push({ kind: 'damaged', at, message: storage.damage })
  let opened: { readonly replica: Replica; readonly stored: Stored } | undefined
  if (stored.isNew && mark !== undefined) {
    const rescued = await readRescued(rescue, kind, incidents)
    const known = mark.revision
    const restored = rescued?.head.revision ?? 0
    incidents.push({ kind: 'wiped', at, message: wiped(name, restored, known), restored, known })
    if (rescued !== undefined) opened = await restore(kind, storage, stored, rescued)
  }
  opened ??= { stored, replica: await toReplica(kind, stored) }
  const { engine } = opened.replica
  const known = mark?.revision ?? 0
  if (engine.revision < known) {
    if (!stored.isNew) {
      const restored = engine.revision
      incidents.push({ kind: 'damaged', at, message: cutShort(name, restored, known), restored, known })
    }
    // Revisions that were given once are not given again.
    engine.replay([{ first: known + 1, writes: [] }])
  }
  marker.write({ generation: stored.generation, revision: engine.revision, at })
  return { ...opened, incidents }
}

/** An engine with the state of a journal. */
export async function toReplica(kind: EngineKind, { snapshot, records }: Stored): Promise<Replica> {
  const engine = await kind.open(snapshot?.pieces)
  const replica = new Replica(engine, snapshot?.position ?? 0)
  replica.follow(records)
  return replica
}

async function readRescued(
  rescue: RescueFile | undefined,
  kind: EngineKind,
  incidents: Incident[],
): Promise<Rescued | undefined> {
  try {
    const rescued = await rescue?.read()
    return rescued?.head.engine === kind.name ? rescued : undefined
  } catch (error) {
    if (!isKvasirError(error)) throw error
    // The store opens without the copy, and says so.
    incidents.push({ kind: 'damaged', at: Date.now(), message: `The copy cannot be used: ${error.message}` })
    return undefined
  }
}

/** Makes what was rescued the snapshot of a journal that is new. */
async function restore(
  kind: EngineKind,
  storage: JournalStorage,
  { generation, isNew }: Stored,
  { pieces }: Rescued,
): Promise<{ readonly replica: Replica; readonly stored: Stored }> {
  const engine = await kind.open(pieces)
  const writer = storage.begin(kind.name)
  for (const piece of pieces) await writer.write(piece)
  await writer.adopt(0)
  const snapshot = { position: 0, engine: kind.name, pieces }
  return { replica: new Replica(engine, 0), stored: { generation, isNew, snapshot, records: [] } }
}

function wiped(name: string, restored: number, known: number): string {
  const lost =
    restored === 0
      ? 'There was no copy of it, and it is empty now.'
      : `It was restored from a copy: what was written after revision ${restored}, up to ${known} at least, is missing.`
  return `The browser has destroyed the database '${name}'. ${lost}`
}

function cutShort(name: string, restored: number, known: number): string {
  return `The database '${name}' ends at revision ${restored}, although it had reached ${known}: what was written last is missing.`
}
