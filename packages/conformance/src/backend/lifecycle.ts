import type { Backend } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { codeOf } from '../failure.ts'
import { keysIn, rowOf, scanOf, set, remove, span, SPACE, tallyOf, write } from './build.ts'

/** One call of each method that answers about rows. */
const CALLS: readonly (readonly [name: string, call: (backend: Backend) => unknown])[] = [
  ['get', (backend) => backend.get(SPACE, 'a')],
  ['getMany', (backend) => backend.getMany(SPACE, ['a'])],
  ['scan', (backend) => backend.scan(scanOf())],
  ['commit', (backend) => backend.commit({ checks: [], writes: [set('a')] })],
  ['stat', (backend) => backend.stat(tallyOf())],
]

export function lifecycleTests({ test, testWith, expect }: BackendSuite): void {
  test('a backend has a name', async (backend) => {
    expect(typeof backend.name === 'string' && backend.name !== '').toBe(true)
  })

  for (const [name, call] of CALLS) {
    test(`${name} answers in the mode that the backend says`, async (backend) => {
      const answer = call(backend)
      expect(answer instanceof Promise).toBe(backend.mode === 'async')
      await answer
    })

    test(`${name} throws CLOSED once the backend is closed`, async (backend) => {
      await write(backend, set('a'))
      await backend.close()
      expect(await codeOf(() => call(backend))).toBe('CLOSED')
    })
  }

  test('onCommit throws CLOSED once the backend is closed', async (backend) => {
    await backend.close()
    expect(await codeOf(() => backend.onCommit(() => undefined))).toBe('CLOSED')
  })

  test('a backend can be closed twice, and at once', async (backend) => {
    await Promise.all([backend.close(), backend.close()])
    await backend.close()
  })

  testWith(
    undefined,
    'a backend says that it is persistent if its data can be opened again',
    async (connections) => {
      expect(connections.backend.capabilities.persistent).toBe(connections.canReopen)
    },
  )

  testWith('reopen', 'rows are there when the data is opened again', async ({ backend, reopen }) => {
    const text = set('a', 'text', { expiresAt: 9, writtenAt: 8, metadata: '{}' })
    const bytes = set('\u{1f600}', new Uint8Array([0, 255]))
    const { first } = await write(backend, text, bytes, set('gone'))
    await write(backend, remove('gone'))
    const reopened = await reopen()
    expect(await reopened.scan(scanOf())).toEqual([rowOf(text, first), rowOf(bytes, first + 1)])
  })

  testWith(
    'reopen',
    'close waits for the commits that were issued before it',
    async ({ backend, reopen }) => {
      const commits = ['a', 'b', 'c'].map((key) => write(backend, set(key)))
      const reopened = await reopen()
      await Promise.all(commits)
      expect(await keysIn(reopened)).toEqual(['a', 'b', 'c'])
    },
  )

  testWith('reopen', 'revisions go on rising when the data is opened again', async ({ backend, reopen }) => {
    const { last } = await write(backend, set('a'), set('b'), remove('b'), { kind: 'deleteRange', ...span() })
    const reopened = await reopen()
    expect((await write(reopened, set('c'))).first > last).toBe(true)
  })
}
