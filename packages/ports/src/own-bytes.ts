import type { Batch, Commit, Row, SetWrite, Write } from '@kvasir/core'

/** A batch whose bytes can be cloned. */
export function ownBatch(batch: Batch): Batch {
  const isSafe = batch.writes.every((write) => !isBorrowed(write) && !isBorrowed(markOf(write)))
  return isSafe ? batch : { ...batch, writes: batch.writes.map(ownWrite) }
}

function ownWrite(write: Write): Write {
  return write.kind === 'delete' ? { ...write, mark: own(write.mark) } : own(write)
}

function markOf(write: Write): SetWrite | undefined {
  return write.kind === 'delete' ? write.mark : undefined
}

/** Rows whose bytes can be cloned. */
export function ownRows<R extends Row | undefined>(rows: readonly R[]): readonly R[] {
  return rows.some(isBorrowed) ? rows.map(own) : rows
}

/** A commit whose replaced rows can be cloned. */
export function ownCommit(commit: Commit): Commit {
  return commit.ok && commit.replaced.length > 0 ? { ...commit, replaced: ownRows(commit.replaced) } : commit
}

/** A row whose bytes can be cloned. */
export function own<T extends Row | Write | undefined>(holder: T): T {
  if (!isBorrowed(holder)) return holder
  return { ...holder, value: new Uint8Array((holder as unknown as { value: Uint8Array }).value) }
}

/**
 * Whether the bytes are a part of a buffer, which cloning would copy whole, or of shared memory, which cannot be
 * cloned to another process.
 */
function isBorrowed(holder: Row | Write | undefined): boolean {
  if (holder === undefined || !('value' in holder) || holder.type !== 'bytes') return false
  const { value } = holder
  // A head of bytes may come with anything for a value.
  if (!(value instanceof Uint8Array)) return false
  return value.byteLength !== value.buffer.byteLength || !(value.buffer instanceof ArrayBuffer)
}
