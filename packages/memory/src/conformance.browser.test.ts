import { describeBackend, describeEngine, describeStore } from '@kvasir/conformance'
import { describe, expect, test } from 'vitest'
import { memory, memoryKind } from './index.ts'

const runner = { describe, expect, test }
const open = () => ({ backend: memory() })

describeBackend(runner, 'memory', open)
describeStore(runner, 'memory', 'sync', open, { neighbours: false })
describeEngine(runner, 'memory', memoryKind)
