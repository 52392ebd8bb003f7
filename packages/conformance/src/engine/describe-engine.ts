import type { Engine, EngineKind } from '@kvasir/core'
import type { Runner } from '../runner.ts'
import { attemptTests } from './attempt.ts'
import { expiredTests } from './expired.ts'
import { randomSnapshotTests } from './random-snapshots.ts'
import { replayTests } from './replay.ts'
import { snapshotTests } from './snapshot.ts'

/** The tools of an engine test: the runner's, with a kind whose engines are closed after each test. */
export interface EngineSuite {
  readonly expect: Runner['expect']
  /** `open` gives an engine with the state of a snapshot, or an empty one. */
  test(name: string, body: (open: OpenEngine) => Promise<void>): void
}

export type OpenEngine = (snapshot?: readonly Uint8Array[]) => Promise<Engine>

/**
 * Registers the tests of what an engine must do beyond a backend, one promise a test. What it must do as a
 * backend is what `describeBackend` is for.
 *
 * @example
 * describeEngine({ describe, expect, test }, 'memory', memoryKind)
 */
export function describeEngine(runner: Runner, name: string, kind: EngineKind): void {
  const suite: EngineSuite = {
    expect: (actual) => runner.expect(actual),
    test: (title, body) => {
      runner.test(title, () => withEngines(kind, body), TIMEOUT)
    },
  }
  runner.describe(`${name} as an engine`, () => {
    for (const [subject, register] of SUBJECTS) runner.describe(subject, () => register(suite))
  })
}

const SUBJECTS: readonly (readonly [subject: string, register: (suite: EngineSuite) => void])[] = [
  ['attempts', attemptTests],
  ['expired rows', expiredTests],
  ['replay', replayTests],
  ['snapshots', snapshotTests],
  ['random snapshots', randomSnapshotTests],
]

/** Milliseconds; generous, for slow machines. */
const TIMEOUT = 30_000

async function withEngines(kind: EngineKind, body: (open: OpenEngine) => Promise<void>): Promise<void> {
  const opened: Engine[] = []
  try {
    await body(async (snapshot) => {
      const engine = await kind.open(snapshot)
      opened.push(engine)
      return engine
    })
  } finally {
    for (const engine of opened) engine.close()
  }
}
