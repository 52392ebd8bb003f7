export { memoryKind } from './memory-engine.ts'
export { memory } from './memory.ts'
