import { type Backend, isKvasirError } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { describeBackend, describeStore, type Runner } from './index.ts'

type Verdict = 'passed' | 'skipped' | 'failed'

interface Registered {
  readonly name: string
  readonly body: (context: unknown) => Promise<void>
}

/** A runner of a dozen lines, as somebody without vitest may write it. */
function recordingRunner(): { readonly runner: Runner; readonly tests: readonly Registered[] } {
  const tests: Registered[] = []
  const path: string[] = []
  const runner: Runner = {
    describe: (name, body) => {
      path.push(name)
      body()
      path.pop()
    },
    test: (name, body) => void tests.push({ name: [...path, name].join(' > '), body }),
    expect,
  }
  return { runner, tests }
}

async function verdictOf({ body }: Registered): Promise<Verdict> {
  let verdict: Verdict = 'passed'
  try {
    await body({ skip: () => (verdict = 'skipped') })
  } catch {
    return 'failed'
  }
  return verdict
}

async function namesOf(tests: readonly Registered[], verdict: Verdict): Promise<string[]> {
  const names: string[] = []
  for (const each of tests) if ((await verdictOf(each)) === verdict) names.push(each.name)
  return names
}

describe('the suites', () => {
  test('run under any runner, and skip what a fixture cannot show', async () => {
    const { runner, tests } = recordingRunner()
    describeBackend(runner, 'memory', () => ({ backend: memory() }))
    expect(await namesOf(tests, 'failed')).toEqual([])
    const skipped = await namesOf(tests, 'skipped')
    expect(skipped).toContain(
      'memory as a backend > two connections > closing one connection leaves the other open',
    )
    expect(skipped.length).toBeLessThan(tests.length / 5)
  })

  test('name every test once', () => {
    const { runner, tests } = recordingRunner()
    describeBackend(runner, 'memory', () => ({ backend: memory() }))
    describeStore(runner, 'memory', 'sync', () => ({ backend: memory() }))
    const names = tests.map(({ name }) => name)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  test('run for an asynchronous backend under an asynchronous store alone', () => {
    const { runner, tests } = recordingRunner()
    describeStore(runner, 'late', 'async', () => {
      throw new Error('Nothing is opened before a test runs.')
    })
    expect(tests.length).toBeGreaterThan(0)
    expect(tests.filter(({ name }) => !name.startsWith('late under an asynchronous store'))).toEqual([])
  })

  test('close every backend and clean up, also when a test fails', async () => {
    const { runner, tests } = recordingRunner()
    const opened: Backend<'sync'>[] = []
    let cleaned = 0
    describeBackend({ ...runner, expect: () => failing }, 'memory', () => {
      const backend = memory()
      opened.push(backend)
      return { backend, cleanup: () => void cleaned++ }
    })
    expect((await namesOf(tests, 'failed')).length).toBeGreaterThan(0)
    expect(cleaned).toBe(tests.length)
    expect(opened.every(isClosed)).toBe(true)
  })

  test('notice when a namespace reaches into another', async () => {
    const { runner, tests } = recordingRunner()
    describeStore(runner, 'leaky', 'sync', () => ({ backend: leaky() }))
    const failed = await namesOf(tests, 'failed')
    expect(failed.some((name) => name.includes('between others'))).toBe(true)
    expect(failed.some((name) => name.includes('many keys, in a namespace of its own'))).toBe(false)
  }, 60_000)
})

const fail = (): never => {
  throw new Error('No.')
}
const failing = { toBe: fail, toEqual: fail, toStrictEqual: fail }

function isClosed(backend: Backend<'sync'>): boolean {
  try {
    backend.get(1, 'a')
    return false
  } catch (error) {
    return isKvasirError(error) && error.code === 'CLOSED'
  }
}

/** A backend that clears the rows of the next namespace as well. */
function leaky(): Backend<'sync'> {
  const backend = memory()
  const commit: Backend<'sync'>['commit'] = (batch) => {
    const answer = backend.commit(batch)
    for (const write of batch.writes) {
      if (write.kind !== 'deleteRange' || !answer.ok || write.space === 0) continue
      backend.commit({ checks: [], writes: [{ ...write, space: write.space + 4 }] })
    }
    return answer
  }
  return new Proxy(backend, {
    get: (target, name) => {
      if (name === 'commit') return commit
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
