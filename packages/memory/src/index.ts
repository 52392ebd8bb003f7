export { memory, memoryKind } from './memory.ts'
