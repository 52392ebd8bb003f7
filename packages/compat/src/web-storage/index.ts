export { toStorage } from './to-storage.ts'
