import type { Effort } from '../measure/run-contest.ts'
import { runSuite } from '../suites/run-suite.ts'
import { NODE_SUITES, type NodeSuite } from './suites.ts'

/** What {@link runInNode} starts: the name of a suite and an {@link Effort} as JSON; results go to the parent. */
const [name, effort] = process.argv.slice(2) as [NodeSuite, string]
await runSuite(NODE_SUITES[name], JSON.parse(effort) as Effort, (result) => process.send!(result))
process.disconnect()
