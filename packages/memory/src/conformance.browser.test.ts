import { describeBackend, describeStore } from '@kvasir/conformance'
import { describe, expect, test } from 'vitest'
import { memory } from './index.ts'

const runner = { describe, expect, test }
const open = () => ({ backend: memory() })

describeBackend(runner, 'memory', open)
describeStore(runner, 'memory', 'sync', open)
