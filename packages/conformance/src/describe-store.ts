import type { Mode } from '@kvasir/core'
import { type Extra, type OpenFixture, withConnections } from './fixture.ts'
import { settleNeighbours } from './neighbours.ts'
import { type Runner, skip } from './runner.ts'
import { NAMESPACE_SUBJECTS, STORE_SUBJECTS } from './store/subjects.ts'
import { type World, worldOf } from './world.ts'

/** The tools of a store test: the runner's, with a fresh store for each test. */
export interface StoreSuite {
  readonly mode: Mode
  readonly expect: Runner['expect']
  test(name: string, body: (world: World) => Promise<void>): void
  /** A test that is skipped where the fixture cannot reopen its data, or connect to it twice. */
  testWith(needs: Extra, name: string, body: (world: World) => Promise<void>): void
}

export interface StoreSuiteOptions {
  /**
   * `false` leaves out the second round, between other namespaces: for one more driver of a backend that is tested
   * whole with another, and takes long to open.
   */
  readonly neighbours?: boolean | undefined
  /** The subjects to test, all unless given: for one more way to a backend that is tested whole in another. */
  readonly subjects?: readonly string[] | undefined
}

/**
 * Registers the tests of the stores over a backend: what `Namespace` and `Store` promise, in the backend's own
 * mode and, for a synchronous one, through `toAsync` as well; everything about a namespace once more between
 * other namespaces, which have to stay as they are. `open` is called once for each test.
 *
 * @example
 * describeStore({ describe, expect, test }, 'memory', 'sync', () => ({ backend: memory() }))
 */
export function describeStore<M extends Mode>(
  runner: Runner,
  name: string,
  mode: M,
  open: OpenFixture<M>,
  { neighbours = true, subjects }: StoreSuiteOptions = {},
): void {
  const known = [...NAMESPACE_SUBJECTS, ...STORE_SUBJECTS].map(([subject]) => subject)
  const unknown = subjects?.filter((subject) => !known.includes(subject)) ?? []
  if (unknown.length > 0)
    throw new Error(`There are no subjects ${unknown.join(', ')} among ${known.join(', ')}.`)
  const isWanted = (subject: string): boolean => subjects === undefined || subjects.includes(subject)
  const modes: readonly Mode[] = mode === 'sync' ? ['sync', 'async'] : ['async']
  for (const each of modes) {
    runner.describe(`${name} under ${each === 'sync' ? 'a synchronous' : 'an asynchronous'} store`, () => {
      const alone = suiteOf(runner, each, open, false)
      const crowded = suiteOf(runner, each, open, true)
      for (const [subject, register, only = each] of NAMESPACE_SUBJECTS) {
        if (only !== each || !isWanted(subject)) continue
        runner.describe(`${subject}, in a namespace of its own`, () => register(alone))
        if (neighbours) runner.describe(`${subject}, in a namespace between others`, () => register(crowded))
      }
      for (const [subject, register, only = each] of STORE_SUBJECTS) {
        if (only === each && isWanted(subject)) runner.describe(subject, () => register(alone))
      }
    })
  }
}

/** Milliseconds; generous, for slow machines and browsers that open storage slowly. */
const TIMEOUT = 90_000

function suiteOf(runner: Runner, mode: Mode, open: OpenFixture, crowded: boolean): StoreSuite {
  const { expect } = runner
  const testWith = (needs: Extra | undefined, title: string, body: (world: World) => Promise<void>): void => {
    const inWorld = async (world: World): Promise<void> => {
      const checkNeighbours = crowded ? await settleNeighbours(world.store, expect) : undefined
      await body(world)
      await checkNeighbours?.()
    }
    const attempt = async (context: unknown): Promise<void> => {
      const why = await withConnections(open, needs, (connections) => inWorld(worldOf(mode, connections)))
      if (why !== undefined) skip(context, why)
    }
    runner.test(title, attempt, TIMEOUT)
  }
  return { mode, expect, test: (title, body) => testWith(undefined, title, body), testWith }
}
