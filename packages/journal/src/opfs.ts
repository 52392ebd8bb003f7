export { isDedicatedWorker } from './opfs/folder.ts'
export { deleteOpfsJournal, hasOpfsJournal } from './opfs/whole-journal.ts'
export { opfsStorage, type OpfsStorageOptions } from './opfs/opfs-storage.ts'
