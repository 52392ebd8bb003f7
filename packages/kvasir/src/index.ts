export * from '@kvasir/core'
export { rich } from '@kvasir/core/rich'
export { memory } from '@kvasir/memory'
export { type BackendChoice, type OpenOptions, openStore } from './open-store.ts'
