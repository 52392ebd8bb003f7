import type { Batch, Write } from '@kvasir/core'

/** Whether a batch writes structured clones, which have no form outside of what clones them. */
export function hasClone({ writes }: Batch): boolean {
  return writes.some(isClone)
}

function isClone(write: Write | undefined): boolean {
  if (write === undefined || write.kind === 'deleteRange') return false
  return write.kind === 'set' ? write.type === 'clone' : isClone(write.mark)
}
