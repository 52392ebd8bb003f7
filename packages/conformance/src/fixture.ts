import type { Backend, Mode } from '@kvasir/core'
import { declaredRefusal } from './declared.ts'
import { upToDate } from './up-to-date.ts'

/** A backend to be tested, and the storage behind it. */
export interface BackendFixture<M extends Mode = Mode> {
  /** A backend over fresh, empty storage. */
  readonly backend: Backend<M>
  /** Opens the same data again; called once `backend` is closed. To be given when the backend is persistent. */
  readonly reopen?: () => Backend<M> | Promise<Backend<M>>
  /** Opens a second connection to the same data, as another tab or process would; `backend` stays open. */
  readonly another?: () => Backend<M> | Promise<Backend<M>>
  /** Removes the storage; called when every backend of the fixture is closed. */
  readonly cleanup?: () => void | Promise<void>
}

/** Called once a test. */
export type OpenFixture<M extends Mode = Mode> = () => BackendFixture<M> | Promise<BackendFixture<M>>

/** What a test can ask of its fixture beyond a backend. */
export type Extra = 'reopen' | 'another'

/** A fixture's backends, closed together. */
export interface Connections<M extends Mode = Mode> {
  readonly backend: Backend<M>
  readonly canReopen: boolean
  /** Closes `backend` and opens its data again. */
  reopen(): Promise<Backend<M>>
  another(): Promise<Backend<M>>
}

/**
 * Opens a fixture for `body` and closes everything that was opened, whatever happens.
 * Returns why the test cannot be run: the fixture lacks what it `needs`, and `body` is not called, or the backend has
 * refused something that it says it cannot do; undefined when it has run.
 */
export async function withConnections<M extends Mode>(
  open: OpenFixture<M>,
  needs: Extra | undefined,
  body: (connections: Connections<M>) => Promise<void>,
): Promise<string | undefined> {
  const fixture = await open()
  const opened = [fixture.backend]
  const connect = async (how: (() => Backend<M> | Promise<Backend<M>>) | undefined): Promise<Backend<M>> => {
    if (how === undefined) throw new Error('The test uses what it did not ask its fixture for.')
    const backend = await how()
    opened.push(backend)
    return backend
  }
  try {
    if (needs !== undefined && fixture[needs] === undefined) return `the fixture has no ${needs}()`
    // With one connection alone, every read sees what it has committed.
    const settle = (backend: Backend<M>): Backend<M> =>
      needs === 'another' ? (upToDate(backend) as Backend<M>) : backend
    await body({
      backend: settle(fixture.backend),
      canReopen: fixture.reopen !== undefined,
      reopen: async () => {
        await fixture.backend.close()
        return await connect(fixture.reopen)
      },
      another: async () => settle(await connect(fixture.another)),
    })
    return undefined
  } catch (error) {
    const why = declaredRefusal(error, fixture.backend.capabilities)
    if (why === undefined) throw error
    return why
  } finally {
    for (const backend of opened) await backend.close()
    await fixture.cleanup?.()
  }
}
