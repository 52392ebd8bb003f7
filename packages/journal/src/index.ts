export type { Checkpoint, CheckpointOptions } from './checkpoints.ts'
export type { WhenDamaged } from './open-journal.ts'
export { indexedDbStorage } from './indexeddb-storage.ts'
export type { Journal } from './journal-backend.ts'
export { journal, type JournalOptions, syncJournal, type SyncJournalOptions } from './journal.ts'
export type {
  Appended,
  JournalStorage,
  LogRecord,
  SnapshotWriter,
  Stored,
  StoredSnapshot,
  Tail,
} from './storage.ts'
export type { SaveStatus } from './save-status.ts'
export type { SyncJournal } from './sync-journal-backend.ts'
