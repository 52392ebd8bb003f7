import { serveOpfs, type WorkerGlobal } from '../../worker/serve-opfs.ts'
import { NO_ROOM } from './no-room.test-cases.ts'

interface SyncHandle {
  write(from: Uint8Array, options?: { readonly at: number }): number
}

const { prototype } = (globalThis as unknown as { FileSystemSyncAccessHandle: { prototype: SyncHandle } })
  .FileSystemSyncAccessHandle
const write = prototype.write

// Half of such a write gets in, as on a disk that has just become full.
prototype.write = function (this: SyncHandle, from, options): number {
  if (!new TextDecoder('latin1').decode(from).includes(NO_ROOM)) return write.call(this, from, options)
  write.call(this, from.subarray(0, from.length / 2), options)
  throw new DOMException('The disk is full.', 'QuotaExceededError')
}

serveOpfs(globalThis as unknown as WorkerGlobal)
