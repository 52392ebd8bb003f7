import { type BackendFixture, describeBackend, describeStore, type OpenFixture } from '@kvasir/conformance'
import { type Backend, toAsync } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { connect, serve, shared } from './index.ts'

/** Milliseconds; for machines that do much else. */
const PATIENCE = 60_000

const runner = { describe, expect, test }

/** What `backend` gives, served at the other end of a channel. */
const served =
  (backend: () => Backend): OpenFixture<'async'> =>
  async () => {
    const { port1, port2 } = new MessageChannel()
    const server = serve(backend(), port1)
    return {
      backend: await connect(port2, { patience: PATIENCE }),
      another: () => connect(port2, { patience: PATIENCE }),
      cleanup: async () => {
        await server.close()
        port1.close()
      },
    }
  }

let names = 0

/** An owner and a guest over rows that outlive both. */
async function sharing(): Promise<{ owner: BackendFixture<'async'>; guest: BackendFixture<'async'> }> {
  const engine = memory()
  const join = () =>
    shared({
      name,
      patience: PATIENCE,
      open: () => ({
        name: 'kept',
        mode: 'sync',
        capabilities: { persistent: true, consistency: 'strong', clone: false, memorySide: false },
        get: (space, key) => engine.get(space, key),
        getMany: (space, keys) => engine.getMany(space, keys),
        scan: (scan) => engine.scan(scan),
        commit: (batch) => engine.commit(batch),
        stat: (tally) => engine.stat(tally),
        onCommit: (listener) => engine.onCommit(listener),
        flush: () => engine.flush(),
        health: () => engine.health(),
        close: () => {},
      }),
    })
  const name = `conformance ${names++}`
  const [owner, guest] = [await join(), await join()]
  const fixtureOf = (backend: Backend<'async'>, other: Backend<'async'>): BackendFixture<'async'> => ({
    backend,
    reopen: join,
    another: () => other,
    cleanup: () => other.close(),
  })
  return { owner: fixtureOf(owner, guest), guest: fixtureOf(guest, owner) }
}

describeBackend(runner, 'memory at a port', served(memory))
describeStore(runner, 'memory at a port', 'async', served(memory))
describeBackend(
  runner,
  'an asynchronous backend at a port',
  served(() => toAsync(memory())),
)
describeBackend(runner, 'an owner', async () => (await sharing()).owner)
describeBackend(runner, 'a guest', async () => (await sharing()).guest)
describeStore(runner, 'a guest', 'async', async () => (await sharing()).guest, { neighbours: false })
