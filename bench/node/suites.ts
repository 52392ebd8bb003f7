import { memorySuite } from '../suites/memory.ts'
import { nodeSqliteSuite } from '../suites/node-sqlite.ts'
import { rulesSuite } from '../suites/rules.ts'
import { sqljsSuite } from '../suites/sqljs.ts'
import { transferSuite } from '../suites/transfer.ts'
import type { Suite } from '../suites/suite.ts'

export const NODE_SUITES = {
  memory: memorySuite,
  'node-sqlite': nodeSqliteSuite,
  rules: rulesSuite,
  sqljs: sqljsSuite,
  transfer: transferSuite,
} satisfies Record<string, Suite>

export type NodeSuite = keyof typeof NODE_SUITES
