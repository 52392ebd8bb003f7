import { type Backend, type Batch, KvasirError, type SetWrite } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Executor, type Outcome } from './executor.ts'
import type { Call, Request } from './messages.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function set(key: string): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value: key,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

/** Writes a key if it has a revision. */
const commitIf = (key: string, revision: number): Call => ({
  op: 'commit',
  batch: { checks: [{ kind: 'key', space: 1, key, revision }], writes: [set(key)] },
})
const commit = (...keys: string[]): Call => ({
  op: 'commit',
  batch: { checks: [], writes: keys.map((key) => set(key)) },
})
const get = (key: string): Call => ({ op: 'get', space: 1, key })

/** An executor over memory, what clients ask of it, and what came of it, in the order of the outcomes. */
class Bench {
  readonly done: string[] = []
  readonly executor: Executor
  #requests = 0

  constructor(backend: Backend = memory()) {
    this.executor = new Executor(backend)
  }

  ask(client: string, ...calls: readonly Call[]): void {
    const requests = calls.map((call): Request => {
      return { n: ++this.#requests, call, deadline: Date.now() + 60_000 }
    })
    this.executor.accept(client, requests, 1, (outcome) => this.done.push(`${client} ${tell(outcome)}`))
  }

  /** What was done since it was asked last. */
  take(): string[] {
    return this.done.splice(0)
  }
}

function tell(outcome: Outcome): string {
  const { op } = outcome.request.call
  if (!outcome.ok) return `${op} ${outcome.error}`
  if (op !== 'commit') return op
  return (outcome.value as { ok: boolean }).ok ? 'written' : 'failed'
}

describe('a client that was overtaken twice', () => {
  /** One writes `k` as its revisions rise from 1, two comes too late twice. */
  function overtaken(): Bench {
    const bench = new Bench()
    bench.ask('one', commit('k'))
    bench.ask('two', commitIf('k', 9), commitIf('k', 9))
    expect(bench.take()).toEqual(['one written', 'two failed', 'two failed'])
    return bench
  }

  test('writes before all others', () => {
    const bench = overtaken()
    bench.ask('one', commit('k'))
    bench.ask('three', commit('a', 'k'))
    bench.ask('two', get('k'), commitIf('k', 1))
    expect(bench.take()).toEqual(['two get', 'two written', 'one written', 'three written'])
  })

  test('writes before those who would leave a mark there', () => {
    const bench = overtaken()
    const marked: Call = {
      op: 'commit',
      batch: { checks: [], writes: [{ kind: 'delete', space: 1, key: 'a', mark: set('k') }] },
    }
    bench.ask('one', marked)
    bench.ask('two', commitIf('k', 1))
    expect(bench.take()).toEqual(['two written', 'one written'])
  })

  test('holds nobody up who writes or reads something else', () => {
    const bench = overtaken()
    bench.ask('one', commit('a'), get('k'))
    expect(bench.take()).toEqual(['one written', 'one get'])
  })

  test('leaves the calls of others in their order', () => {
    const bench = overtaken()
    bench.ask('one', commit('k'), get('k'), commit('a'))
    expect(bench.take()).toEqual([])
    bench.ask('two', commitIf('k', 1))
    expect(bench.take()).toEqual(['two written', 'one written', 'one get', 'one written'])
  })

  test('loses its turn when it does not use it', () => {
    const bench = overtaken()
    bench.ask('one', commit('k'))
    vi.advanceTimersByTime(249)
    expect(bench.take()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(bench.take()).toEqual(['one written'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is waited for by the next such, whose reads would be stale', () => {
    const bench = overtaken()
    // Checks that fail write nothing, so they are not held.
    const elsewhere: Batch = { checks: [{ kind: 'key', space: 1, key: 'k', revision: 9 }], writes: [] }
    bench.ask('three', { op: 'commit', batch: elsewhere }, { op: 'commit', batch: elsewhere })
    bench.ask('three', get('k'))
    expect(bench.take()).toEqual(['three failed', 'three failed'])
    bench.ask('one', commit('k'))
    bench.ask('two', commitIf('k', 1))
    expect(bench.take()).toEqual(['two written', 'three get'])
    bench.ask('three', commitIf('k', 2))
    expect(bench.take()).toEqual(['three written', 'one written'])
  })

  test('long ago gets no turn', () => {
    const bench = new Bench()
    bench.ask('one', commit('k'))
    bench.ask('two', commitIf('k', 9))
    vi.advanceTimersByTime(251)
    bench.ask('two', commitIf('k', 9))
    bench.ask('one', commit('k'))
    expect(bench.take()).toEqual(['one written', 'two failed', 'two failed', 'one written'])
  })

  test('does not keep the executor from becoming idle', async () => {
    const bench = overtaken()
    bench.ask('one', commit('k'))
    await bench.executor.idle()
    expect(bench.take()).toEqual(['one written'])
  })
})

test('what a backend throws at once and later are outcomes alike', async () => {
  const backend: Backend = {
    ...(memory() as Backend<'sync'>),
    get: () => {
      throw new KvasirError('CLOSED', 'at once')
    },
    getMany: () => Promise.reject(new KvasirError('CLOSED', 'later')),
  } as Backend
  const bench = new Bench(backend)
  bench.ask('one', get('k'), { op: 'getMany', space: 1, keys: [] })
  await bench.executor.idle()
  expect(bench.take()).toEqual(['one get KvasirError: at once', 'one getMany KvasirError: later'])
})
