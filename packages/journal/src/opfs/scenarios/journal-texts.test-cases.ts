import type { KvasirError } from '@kvasir/core'
import { fromFrame, toFrame } from '@kvasir/core/pack'
import type { JournalStorage, LogRecord, Stored } from '../../storage.ts'

export const ENGINE = 'memory'

export function frame(text: string): Uint8Array {
  return toFrame({ json: text, blobs: [] })
}

export function textOf(bytes: Uint8Array): string {
  return fromFrame(bytes).json as string
}

export function texts(records: readonly LogRecord[]): string[] {
  return records.map(({ position, frame }) => `${position} ${textOf(frame)}`)
}

export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'done',
    (error: unknown) => (error as KvasirError).code,
  )
}

/** Adds records, one after the other, whatever is there. */
export async function add(storage: JournalStorage, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await storage.append(0, frame(text), 'relaxed')
}

export async function takeSnapshot(
  storage: JournalStorage,
  position: number,
  ...pieces: readonly string[]
): Promise<void> {
  const writer = storage.begin(ENGINE)
  for (const piece of pieces) await writer.write(new TextEncoder().encode(piece))
  await writer.adopt(position)
}

export function contents({ snapshot, records }: Stored): unknown {
  const pieces = snapshot?.pieces.map((piece) => new TextDecoder().decode(piece))
  return { snapshot: snapshot && { position: snapshot.position, pieces }, records: texts(records) }
}
