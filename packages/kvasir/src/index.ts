export * from '@kvasir/core'
export { live } from '@kvasir/core/live'
export { rich } from '@kvasir/core/rich'
export { rules } from '@kvasir/core/rules'
export { stats } from '@kvasir/core/stats'
export { memory, withMemorySide } from '@kvasir/memory'
export { deleteStore } from './delete-store.ts'
export {
  type AppStore,
  type BackendChoice,
  type JournalPlace,
  type OpenOptions,
  openStore,
  type StoreHealth,
  type WhenBusy,
} from './open-store.ts'
export {
  copy,
  type CopyOptions,
  type ExportOptions,
  type ExportReport,
  type ImportOptions,
  type ImportResult,
} from '@kvasir/transfer'
export { type AppSyncStore, type OpenSyncOptions, openSyncStore } from './open-sync-store.ts'
