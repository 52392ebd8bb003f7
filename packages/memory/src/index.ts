export { memoryKind } from './memory-engine.ts'
export { memory } from './memory.ts'
export type { SidedBackend } from './side/sided-backend.ts'
export { withMemorySide } from './side/with-memory-side.ts'
