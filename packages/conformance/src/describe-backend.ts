import type { Backend } from '@kvasir/core'
import { connectionTests } from './backend/connections.ts'
import { keyCheckTests, rangeCheckTests } from './backend/checks.ts'
import { commitTests } from './backend/commit.ts'
import { idempotencyTests } from './backend/idempotency.ts'
import { keyTests } from './backend/keys.ts'
import { lifecycleTests } from './backend/lifecycle.ts'
import { markTests } from './backend/marks.ts'
import { expiryScanTests, revisionScanTests } from './backend/numbered-scans.ts'
import { onCommitTests } from './backend/on-commit.ts'
import { randomBatchTests } from './backend/random-batches.ts'
import { replacedTests } from './backend/replaced.ts'
import { rowTests } from './backend/rows.ts'
import { scanTests } from './backend/scan.ts'
import { statTests } from './backend/stat.ts'
import { withConnections, type Connections, type Extra, type OpenFixture } from './fixture.ts'
import { skip, type Runner } from './runner.ts'

/** The tools of a backend test: the runner's, with a fresh fixture for each test. */
export interface BackendSuite {
  readonly expect: Runner['expect']
  /** Whether tests that commit thousands of times are wanted. */
  readonly atLength: boolean
  test(name: string, body: (backend: Backend) => Promise<void>): void
  /** A test of more than a backend; it is skipped where the fixture lacks what it needs. */
  testWith(needs: Extra | undefined, name: string, body: (connections: Connections) => Promise<void>): void
}

export interface BackendSuiteOptions {
  /**
   * `false` leaves out what takes thousands of commits: for one more driver of a backend that is tested whole with
   * another, and commits slowly.
   */
  readonly atLength?: boolean | undefined
}

/**
 * Registers the tests of the contract between the core and a backend, one promise a test.
 * `open` is called once for each of them.
 *
 * @example
 * describeBackend({ describe, expect, test }, 'memory', () => ({ backend: memory() }))
 */
export function describeBackend(
  runner: Runner,
  name: string,
  open: OpenFixture,
  { atLength = true }: BackendSuiteOptions = {},
): void {
  const testWith = (
    needs: Extra | undefined,
    title: string,
    body: (connections: Connections) => Promise<void>,
  ): void => {
    runner.test(
      title,
      async (context) => {
        const why = await withConnections(open, needs, body)
        if (why !== undefined) skip(context, why)
      },
      TIMEOUT,
    )
  }
  const suite: BackendSuite = {
    expect: (actual) => runner.expect(actual),
    atLength,
    test: (title, body) => testWith(undefined, title, ({ backend }) => body(backend)),
    testWith,
  }
  runner.describe(`${name} as a backend`, () => {
    for (const [subject, register] of SUBJECTS) runner.describe(subject, () => register(suite))
  })
}

const SUBJECTS: readonly (readonly [subject: string, register: (suite: BackendSuite) => void])[] = [
  ['rows', rowTests],
  ['keys', keyTests],
  ['scan', scanTests],
  ['scan by revision', revisionScanTests],
  ['scan by expiry', expiryScanTests],
  ['commit', commitTests],
  ['marks', markTests],
  ['listeners', onCommitTests],
  ['key checks', keyCheckTests],
  ['range checks', rangeCheckTests],
  ['replaced rows', replacedTests],
  ['idempotency', idempotencyTests],
  ['stat', statTests],
  ['opening and closing', lifecycleTests],
  ['two connections', connectionTests],
  ['random batches', randomBatchTests],
]

/** Milliseconds; generous, for slow machines and browsers that open storage slowly. */
const TIMEOUT = 90_000
