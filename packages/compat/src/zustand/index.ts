export { toPersistStorage, type KvasirPersistStorage } from './persist-storage.ts'
export { toStateStorage, type KvasirStateStorage } from './state-storage.ts'
