export { deleteDatabase } from './delete-database.ts'
export {
  connect,
  type Connection,
  type ConnectOptions,
  type DurableUseStore,
  type TransactOptions,
} from './connect.ts'
export type { Database } from './connection/database.ts'
export type { Patience } from './connection/patience.ts'
export { systemTimer, type Timer } from './connection/timer.ts'
export { isQuotaExceeded, nameOf, type StorageStep, toStorageError } from './storage-error.ts'
export { hasClone } from './has-clone.ts'
export type { Hearer } from './last-words/hearing.ts'
export { lastWords, type LastWords } from './last-words/last-words.ts'
export { forgetWords } from './last-words/word-items.ts'
export type { Word } from './last-words/word.ts'
export { hearWords } from './last-words/hear-words.ts'
export { withLastWords } from './last-words/with-last-words.ts'
export { claim } from './locks/claim.ts'
export { hold, type HoldOptions } from './locks/hold.ts'
export { type Mark, type Marker, marker } from './marker.ts'
export { type Rescued, type RescueFile, rescueFile, type RescueHead } from './rescue/rescue-file.ts'
