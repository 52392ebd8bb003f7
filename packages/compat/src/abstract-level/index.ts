export { KvasirLevel, type KvasirLevelOptions } from './kvasir-level.ts'
