/// <reference types="node" />
import { type SyncStore, syncStore } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { Level, type Work } from './level.ts'
import { platform } from './platform/browser.ts'

type Numbers = ReturnType<typeof numbers>

/** The namespace of the tests where a call on a level belongs, as a KV has it. */
function numbers(level: Level) {
  return level.innermost().scope.namespace<number>('n')
}

interface Opened {
  readonly store: SyncStore
  readonly here: () => Numbers
  readonly transact: <T>(work: Work<T>) => Promise<T>
}

function open(): Opened {
  const store = syncStore(memory())
  store.createNamespace('n')
  const level = Level.outermost(store, platform.trackCalls())
  return { store, here: () => numbers(level), transact: (work) => level.innermost().transact(work) }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Work that calls what belongs to everybody. */
function bare<T>(run: () => T | PromiseLike<T>): Work<T> {
  return { run, isAsync: run.constructor.name === 'AsyncFunction', takesHandle: false }
}

/** Work that calls what it is given. */
function given<T>(run: (here: () => Numbers) => Promise<T>): Work<T> {
  return { run: (level) => run(() => numbers(level)), isAsync: true, takesHandle: true }
}

describe('a transaction where nobody can tell whose a call behind an await is', () => {
  test('has every call until it ends', async () => {
    const { store, transact, here } = open()
    const done = transact(
      bare(async () => {
        here().put('a', 1)
        await turn()
        here().put('b', 2)
      }),
    )
    here().put('c', 3)
    void transact(bare(() => here().put('d', 4)))
    expect([...store.namespace('n')]).toEqual([])
    await done
    expect([...store.namespace('n')].map(([key]) => key)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('refuses another one meanwhile, and is not disturbed by it', async () => {
    const { transact, here } = open()
    const done = transact(
      bare(async () => {
        await turn()
        here().put('a', 1)
      }),
    )
    const second = transact(bare(async () => here().put('b', 2)))
    const third = transact(bare(() => Promise.resolve(here().put('c', 3))))
    await expect(second).rejects.toThrow('cannot start a transaction within a transaction')
    await expect(third).rejects.toThrow('cannot start a transaction within a transaction')
    await done
    expect([...here()]).toEqual([['a', 1]])
  })

  test('leaves nothing of itself when it fails', async () => {
    const { transact, here } = open()
    const failing = transact(
      bare(async () => {
        here().put('a', 1)
        await turn()
        throw new Error('no')
      }),
    )
    await expect(failing).rejects.toThrow('no')
    here().put('b', 1)
    expect([...here()]).toEqual([['b', 1]])
  })
})

describe('a transaction that calls what it is given, in a browser', () => {
  test('has no part in what others write', async () => {
    const { transact, here } = open()
    const failing = transact(
      given(async (inside) => {
        inside().put('a', 1)
        await turn()
        inside().put('b', 1)
        throw new Error('no')
      }),
    )
    const told = expect(failing).rejects.toThrow('no')
    here().put('c', 1)
    await Promise.resolve()
    here().put('d', 1)
    await told
    expect([...here()].map(([key]) => key)).toEqual(['c', 'd'])
  })

  test('is open beside others of its kind', async () => {
    const { transact, here } = open()
    const done = ['a', 'b'].map((key) =>
      transact(
        given(async (inside) => {
          await turn()
          inside().put(key, 1)
        }),
      ),
    )
    await Promise.all(done)
    expect([...here()].map(([key]) => key)).toEqual(['a', 'b'])
  })
})
