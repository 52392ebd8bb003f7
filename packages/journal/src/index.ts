export type {
  Appended,
  JournalStorage,
  LogRecord,
  SnapshotWriter,
  Stored,
  StoredSnapshot,
} from './storage.ts'
