import fc from 'fast-check'
import { isKvasirError } from '@kvasir/core'
import type { FakeClock } from '../clock.ts'
import type { StoreSuite } from '../describe-store.ts'
import { run, type Steps, wait } from '../steps.ts'
import type { AnyNamespace, World } from '../world.ts'
import { ModelNamespace, Refusal } from './model.ts'
import { type Operation, operations } from './operations.ts'
import { walk } from './pages.ts'

const RUNS = 50

/** Thrown to make a transaction fail. */
class Undo extends Error {}

export function randomOperationTests({ mode, test, expect }: StoreSuite): void {
  test('any sequence of operations ends like the model, and answers like it on the way', async ({
    kv,
    clock,
    transact,
  }) => {
    const model = new ModelNamespace()
    const property = fc.asyncProperty(operations, async (sequence) => {
      await kv.clear()
      model.clear({})
      const expected = outcomes(model, sequence)
      const actual = await run(mode, doAll(kv, sequence, { clock, transact }))
      expect(actual).toEqual(expected)
      const { entries } = await kv.list()
      expect(
        entries.map(({ key, value, expiresAt, metadata }) => [key, { value, expiresAt, metadata }]),
      ).toEqual(model.keys().map((key) => [key, model.entry(key)]))
      expect(new Set(entries.map(({ revision }) => revision)).size).toBe(entries.length)
    })
    await fc.assert(property, { numRuns: RUNS })
  })
}

/** What each operation answers: a result, or the code that it was refused with. */
function outcomes(model: ModelNamespace, sequence: readonly Operation[]): unknown[] {
  return sequence.map((operation) => {
    try {
      return answerOf(model, operation)
    } catch (error) {
      if (error instanceof Refusal) return error.code
      throw error
    }
  })
}

function answerOf(model: ModelNamespace, operation: Operation): unknown {
  switch (operation.kind) {
    case 'put':
      return model.put(operation.key, operation.value, operation.options)
    case 'putMany':
      for (const key of operation.keys) model.put(key, operation.value, { ttl: operation.ttl })
      return undefined
    case 'delete':
      return model.delete(operation.key)
    case 'deleteMany':
      return operation.keys.filter((key) => model.delete(key)).length
    case 'clear':
      return model.clear(operation.range)
    case 'increment':
      return model.increment(operation.key, operation.by, operation.ttl)
    case 'update':
      return model.revalue(operation.key, operation.value)
    case 'expire':
      return model.expire(operation.key, operation.ttl)
    case 'advance':
      model.now += operation.millis
      return undefined
    case 'read':
      return operation.keys.map((key) => model.entry(key)?.value)
    case 'list': {
      const keys = model.keys(operation.range)
      return { keys, count: keys.length }
    }
    case 'transaction': {
      let inside: unknown
      try {
        model.transaction(() => {
          inside = outcomes(model, operation.operations)
          if (operation.fails) throw new Undo()
        })
      } catch (error) {
        if (!(error instanceof Undo)) throw error
      }
      return inside
    }
  }
}

type Tools = Pick<World, 'transact'> & { readonly clock: FakeClock }

/** Does the operations one after the other, and answers what each came to: a result, or a code. */
export function* doAll(kv: AnyNamespace, sequence: readonly Operation[], tools: Tools): Steps<unknown[]> {
  const results: unknown[] = []
  for (const operation of sequence) {
    try {
      results.push(yield* doOne(kv, operation, tools))
    } catch (error) {
      if (!isKvasirError(error)) throw error
      results.push(error.code)
    }
  }
  return results
}

function* doOne(kv: AnyNamespace, operation: Operation, tools: Tools): Steps<unknown> {
  switch (operation.kind) {
    case 'put':
      yield* wait(kv.put(operation.key, operation.value, operation.options))
      return undefined
    case 'putMany': {
      const { keys, value, ttl } = operation
      yield* wait(
        kv.putMany(
          keys.map((key) => [key, value]),
          { ttl },
        ),
      )
      return undefined
    }
    case 'delete':
      return yield* wait(kv.delete(operation.key))
    case 'deleteMany':
      return yield* wait(kv.deleteMany(operation.keys))
    case 'clear':
      return yield* wait(kv.clear(operation.range))
    case 'increment':
      return yield* wait(kv.increment(operation.key, operation.by, { ttl: operation.ttl }))
    case 'update':
      return yield* wait(kv.update(operation.key, () => operation.value))
    case 'expire': {
      const { key, ttl } = operation
      return yield* wait(ttl === undefined ? kv.persist(key) : kv.expire(key, ttl))
    }
    case 'advance':
      tools.clock.advance(operation.millis)
      return undefined
    case 'read':
      return yield* wait(kv.getMany(operation.keys))
    case 'list':
      return yield* listAll(kv, operation)
    case 'transaction':
      return yield* doTransaction(kv, operation, tools)
  }
}

function* listAll(kv: AnyNamespace, { range, limit }: Operation & { kind: 'list' }): Steps<unknown> {
  const pages = yield* walk(kv, { ...range, limit })
  if (pages.slice(0, -1).some((page) => page.length !== limit)) {
    throw new Error('A page that is not the last is not full.')
  }
  return { keys: pages.flat(), count: yield* wait(kv.count(range)) }
}

function* doTransaction(
  kv: AnyNamespace,
  operation: Operation & { kind: 'transaction' },
  tools: Tools,
): Steps<unknown> {
  let inside: unknown
  try {
    yield* wait(
      tools.transact(kv, function* (tx) {
        inside = yield* doAll(tx, operation.operations, tools)
        if (operation.fails) throw new Undo()
      }),
    )
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  return inside
}
