import type { LastWords, Marker, Rescued, RescueFile } from '@kvasir/browser'
import { type EngineKind, type Incident, isKvasirError } from '@kvasir/core'
import { unpack } from './compression.ts'
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

/** What to do with a journal that cannot be read. */
export type WhenDamaged = 'error' | 'setAside'

/** A journal as it was found. */
interface Found {
  readonly stored: Stored
  readonly replica: Replica
  /** Where the damaged one was put. */
  readonly aside?: string
}

/**
 * Opens a journal, or creates it, and notices what has become of it since: in the place of a journal that the
 * browser has destroyed, or that cannot be read and is to be set aside, comes the copy outside of it, if there is one.
 */
export async function openJournal(
  name: string,
  kind: EngineKind,
  storage: JournalStorage,
  whenDamaged: WhenDamaged,
  { marker, rescue }: Surroundings,
): Promise<Opened> {
  const mark = await marker.read()
  const incidents: Incident[] = []
  const found = await find(kind, storage, whenDamaged)
  const at = Date.now()
  if (storage.damage !== undefined) incidents.push({ kind: 'damaged', at, message: storage.damage })
  let { stored, replica } = found
  const known = mark?.revision ?? 0
  // It is not new either when the page ended before it was made anew from the copy.
  const isOther = mark !== undefined && mark.generation !== stored.generation && isEmpty(stored)
  if (found.aside !== undefined || isOther) {
    const rescued = await readRescued(rescue, kind, incidents)
    const restored = rescued?.head.revision ?? 0
    const what =
      found.aside === undefined
        ? `The browser has destroyed the database '${name}'.`
        : `The database '${name}' could not be read, and was put aside as ${found.aside}.`
    const message = `${what} ${lossOf(restored, known)}`
    incidents.push({ kind: found.aside === undefined ? 'wiped' : 'damaged', at, message, restored, known })
    if (rescued !== undefined) ({ stored, replica } = await restore(kind, storage, stored, rescued))
  } else if (replica.engine.revision < known) {
    const restored = replica.engine.revision
    const message = `The database '${name}' ends before something that was stored. ${lossOf(restored, known)}`
    incidents.push({ kind: 'damaged', at, message, restored, known })
  }
  // Revisions that were given once are not given again.
  if (replica.engine.revision < known) replica.engine.replay([{ first: known + 1, writes: [] }])
  marker.write({ generation: stored.generation, revision: replica.engine.revision, at })
  return { stored, replica, incidents }
}

async function find(kind: EngineKind, storage: JournalStorage, whenDamaged: WhenDamaged): Promise<Found> {
  try {
    const stored = await storage.load(kind.name)
    return { stored, replica: await toReplica(kind, stored) }
  } catch (error) {
    if (whenDamaged === 'error' || !isKvasirError(error) || error.code !== 'DAMAGED') throw error
    const aside = await storage.setAside()
    const stored = await storage.load(kind.name)
    return { stored, replica: await toReplica(kind, stored), aside }
  }
}

function isEmpty({ snapshot, records }: Stored): boolean {
  return snapshot === undefined && records.length === 0
}

/** An engine with the state of a journal. */
export async function toReplica(kind: EngineKind, { snapshot, records, origin }: Stored): Promise<Replica> {
  const engine = await kind.open(snapshot && (await unpack(snapshot.pieces)))
  try {
    const replica = new Replica(engine, snapshot?.position ?? 0, origin)
    replica.follow(records)
    return replica
  } catch (error) {
    engine.close()
    throw error
  }
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
  { generation, isNew, origin }: Stored,
  { pieces }: Rescued,
): Promise<{ readonly replica: Replica; readonly stored: Stored }> {
  const engine = await kind.open(await unpack(pieces))
  const writer = storage.begin(kind.name)
  for (const piece of pieces) await writer.write(piece)
  await writer.adopt(0)
  const snapshot = { position: 0, engine: kind.name, pieces }
  const stored = { generation, isNew, origin, snapshot, records: [] }
  return { replica: new Replica(engine, 0, origin), stored }
}

function lossOf(restored: number, known: number): string {
  if (restored === 0) return 'There is no copy of it, and it is empty now.'
  return `What was written after revision ${restored}, up to ${known} at least, is missing.`
}
