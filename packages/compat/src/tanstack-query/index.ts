export { toAsyncStorage, type KvasirAsyncStorage } from './async-storage.ts'
