export { copy, type CopyOptions } from './copy.ts'
export type { ExportOptions, ExportProgress, ExportReport, Format } from './export/export-options.ts'
export { exportStore } from './export/export-store.ts'
export type {
  Conflict,
  ImportOptions,
  ImportProgress,
  ImportResult,
  ImportSource,
} from './import/import-options.ts'
export { importStore } from './import/import-store.ts'
