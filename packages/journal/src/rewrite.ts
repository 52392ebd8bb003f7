import type { EngineKind } from '@kvasir/core'
import type { Packing } from './compression.ts'
import { toRecord } from './record.ts'
import { Replica } from './replica.ts'
import type { JournalStorage } from './storage.ts'

/** Makes other pieces of the pieces of a state. */
export type Change = (pieces: readonly Uint8Array[]) => Promise<readonly Uint8Array[]>

/**
 * Replaces the whole state of a journal by what a change makes of it, and answers the replica of that; undefined, and
 * nothing is changed, when another tab has come between.
 */
export async function rewrite(
  storage: JournalStorage,
  kind: EngineKind,
  packing: Packing,
  { engine: before, base, seen }: Replica,
  change: Change,
): Promise<Replica | undefined> {
  const pieces = await change(Array.from(before.snapshot(), ({ bytes }) => bytes))
  const engine = await kind.open(pieces)
  let position: number | undefined
  try {
    const writer = storage.begin(kind.name)
    try {
      const pack = packing(engine)
      for (const bytes of pieces) await writer.write((await pack({ bytes, space: undefined })).bytes)
      // It says nothing, but moves the end of the log: who has not loaded the snapshot finds that out by it.
      const frame = toRecord({ base, id: crypto.randomUUID(), commits: [] })
      position = await writer.replace(seen, frame)
    } finally {
      if (position === undefined) await writer.discard().catch(() => undefined)
    }
  } finally {
    if (position === undefined) engine.close()
  }
  return position === undefined ? undefined : new Replica(engine, position)
}
