import type { Backend } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { set, SPACE, write } from './build.ts'

/** Resolves when a backend next tells of a commit. */
function nextCommit(backend: Backend): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = backend.onCommit(() => {
    end()
    resolve()
  })
  return promise
}

export function onCommitTests({ test, testWith, expect }: BackendSuite): void {
  test('a listener is told of a commit once it can be read', async (backend) => {
    const told = nextCommit(backend)
    await write(backend, set('a'))
    await told
    expect((await backend.get(SPACE, 'a'))?.key).toBe('a')
  })

  test('every listener is told, and none any more that has ended it', async (backend) => {
    let calls = 0
    const end = backend.onCommit(() => calls++)
    const both = Promise.all([nextCommit(backend), nextCommit(backend)])
    end()
    await write(backend, set('a'))
    await both
    expect(calls).toBe(0)
  })

  test('a listener that was given twice is told twice, until each is ended', async (backend) => {
    let calls = 0
    const listener = (): void => void calls++
    const ends = [backend.onCommit(listener), backend.onCommit(listener)]
    ends[0]?.()
    const told = nextCommit(backend)
    await write(backend, set('a'))
    await told
    expect(calls > 0).toBe(true)
  })

  testWith('another', 'a listener is told of the commits of others', async ({ backend, another }) => {
    await write(backend, set('a'))
    const other = await another()
    await other.get(SPACE, 'a')
    const told = nextCommit(backend)
    await write(other, set('b'))
    await told
    // Others may be told of before everything that they wrote can be read.
    while ((await backend.get(SPACE, 'b')) === undefined) await nextCommit(backend)
    expect((await backend.get(SPACE, 'b'))?.key).toBe('b')
  })
}
