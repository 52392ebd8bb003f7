import type { SyncHandle } from './append-file.ts'

/** A write of bytes with this text gets half of them in, then there is no room. */
export const NO_ROOM = 'NO ROOM AT ALL'
/** The first write of bytes with this text gets in, later ones as above. */
export const NO_ROOM_AGAIN = 'NO ROOM AGAIN'

/** Makes the files of this worker behave as on a disk that is full for some writes. */
export function makeDiskSmall(): void {
  const { prototype } = (globalThis as unknown as { FileSystemSyncAccessHandle: { prototype: SyncHandle } })
    .FileSystemSyncAccessHandle
  const write = prototype.write
  let isAgain = false
  prototype.write = function (this: SyncHandle, from, options): number {
    const text = new TextDecoder('latin1').decode(from)
    const isSecond = isAgain && text.includes(NO_ROOM_AGAIN)
    isAgain ||= text.includes(NO_ROOM_AGAIN)
    if (!isSecond && !text.includes(NO_ROOM)) return write.call(this, from, options)
    write.call(this, from.subarray(0, from.length / 2), options)
    throw new DOMException('The disk is full.', 'QuotaExceededError')
  }
}
