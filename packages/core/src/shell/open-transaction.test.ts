import { describe, expect, test } from 'vitest'
import { memory } from '@kvasir/memory'
import { asyncStore, type SyncNamespace, type SyncStore, syncStore, toAsync } from '../index.ts'
import { type OpenTransaction, openTransaction } from '../open-transaction.ts'

interface Opened {
  readonly store: SyncStore
  readonly transaction: OpenTransaction
  /** The same namespace outside, and inside. */
  readonly outside: SyncNamespace<number>
  readonly inside: SyncNamespace<number>
}

function open(): Opened {
  const store = syncStore(memory())
  const outside = store.namespace<number>('n')
  outside.put('a', 1)
  const transaction = openTransaction(store)
  return { store, transaction, outside, inside: transaction.scope.namespace<number>('n') }
}

describe('a transaction that is held open', () => {
  test('keeps what is written in it to itself until it is committed', () => {
    const { transaction, outside, inside } = open()
    inside.put('a', 2)
    expect([inside.get('a'), outside.get('a')]).toEqual([2, 1])
    expect(transaction.commit()).toBe(true)
    expect(outside.get('a')).toBe(2)
  })

  test('has no part in what is written beside it', () => {
    const { transaction, outside, inside } = open()
    inside.put('a', 2)
    outside.put('b', 7)
    expect(() => transaction.fail(new Error('no'))).toThrow('no')
    expect([...outside]).toEqual([
      ['a', 1],
      ['b', 7],
    ])
  })

  test('is not committed when what it read has changed, and can be tried again', () => {
    const { transaction, outside, inside } = open()
    inside.put('a', (inside.get('a') ?? 0) + 1)
    outside.put('a', 10)
    expect(transaction.commit()).toBe(false)
    expect(outside.get('a')).toBe(10)
    const again = transaction.scope.namespace<number>('n')
    again.put('a', (again.get('a') ?? 0) + 1)
    expect(transaction.commit()).toBe(true)
    expect(outside.get('a')).toBe(11)
  })

  test('says nothing of an error about what was never true at one time', () => {
    const { transaction, outside, inside } = open()
    inside.get('a')
    outside.put('a', 2)
    expect(transaction.fail(new Error('no'))).toBe(false)
  })

  test('refuses its handles once it has ended', () => {
    const { transaction, inside } = open()
    transaction.commit()
    expect(() => inside.put('a', 3)).toThrow(expect.objectContaining({ code: 'TRANSACTION_ENDED' }))
  })

  test('is a savepoint inside another one', () => {
    const { transaction, outside, inside } = open()
    inside.put('a', 2)
    const inner = openTransaction(transaction.scope)
    inner.scope.namespace('n').put('a', 3)
    expect(() => inner.fail(new Error('no'))).toThrow('no')
    const second = openTransaction(transaction.scope)
    second.scope.namespace('n').put('b', 4)
    expect(second.commit()).toBe(true)
    expect(transaction.commit()).toBe(true)
    expect([...outside]).toEqual([
      ['a', 2],
      ['b', 4],
    ])
  })

  test('is not committed to a transaction that has ended', () => {
    const { transaction } = open()
    const inner = openTransaction(transaction.scope)
    inner.scope.namespace('n').put('a', 3)
    transaction.commit()
    expect(() => inner.commit()).toThrow(expect.objectContaining({ code: 'TRANSACTION_ENDED' }))
  })

  test('is not committed to a store that was closed', () => {
    const { store, transaction, inside } = open()
    inside.put('a', 2)
    store.close()
    expect(() => transaction.commit()).toThrow(expect.objectContaining({ code: 'CLOSED' }))
  })

  test('does not begin in a store that is closed or asynchronous', () => {
    const closed = syncStore(memory())
    closed.close()
    expect(() => openTransaction(closed)).toThrow(expect.objectContaining({ code: 'CLOSED' }))
    const later = asyncStore(toAsync(memory()))
    expect(() => openTransaction(later as never)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
  })
})
