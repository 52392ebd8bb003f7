import { type AsyncStore, asyncStore, type SyncNamespace, syncStore, toAsync } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rich } from '@kvasir/core/rich'
import { memory } from '@kvasir/memory'
import { expect, expectTypeOf, test, vi } from 'vitest'
import { createJSONStorage, persist, type PersistStorage, type StateStorage } from 'zustand/middleware'
import { createStore, type StateCreator } from 'zustand/vanilla'
import {
  type KvasirPersistStorage,
  type KvasirStateStorage,
  toPersistStorage,
  toStateStorage,
} from './index.ts'

interface Cart {
  readonly items: readonly string[]
  readonly since: Date | undefined
  add(item: string): void
}

const cart: StateCreator<Cart> = (set) => ({
  items: [],
  since: undefined,
  add: (item) => set(({ items }) => ({ items: [...items, item] })),
})

test('a store of zustand over a synchronous store has its state at once', () => {
  const namespace = syncStore(memory()).namespace<string>('state')
  const open = () => {
    const storage = createJSONStorage<Cart>(() => toStateStorage(namespace))
    return createStore(persist(cart, { name: 'cart', storage }))
  }
  open().getState().add('tea')
  expect(namespace.get('cart')).toBe('{"state":{"items":["tea"]},"version":0}')
  expect(open().getState().items).toEqual(['tea'])
})

test('a state that was kept as a value is read as its text', () => {
  const namespace = syncStore(memory(), { rich }).namespace('state')
  void toPersistStorage<Pick<Cart, 'items'>>(namespace).setItem('cart', {
    state: { items: ['tea'] },
    version: 1,
  })
  const texts = toStateStorage(namespace as SyncNamespace<string>)
  expect(texts.getItem('cart')).toBe('{"state":{"items":["tea"]},"version":1}')
  expect(texts.getItem('none')).toBeNull()
})

test('a store of zustand over an asynchronous store has its state once it is hydrated', async () => {
  const namespace = asyncStore(toAsync(memory())).namespace<string>('state')
  const open = () => {
    const storage = createJSONStorage<Cart>(() => toStateStorage(namespace))
    return createStore(persist(cart, { name: 'cart', storage }))
  }
  const first = open()
  await vi.waitFor(() => expect(first.persist.hasHydrated()).toBe(true))
  first.getState().add('tea')
  const second = open()
  await second.persist.rehydrate()
  expect(second.getState().items).toEqual(['tea'])
})

test('a state is kept as it is, without its functions', async () => {
  const namespace = asyncStore(toAsync(memory()), { rich }).namespace('state')
  const open = () => {
    return createStore(persist(cart, { name: 'cart', storage: toPersistStorage<Cart>(namespace) }))
  }
  const first = open()
  first.setState({ since: new Date(0) })
  expect(await namespace.get('cart')).toEqual({ state: { items: [], since: new Date(0) }, version: 0 })
  const second = open()
  await second.persist.rehydrate()
  expect(second.getState().since).toEqual(new Date(0))
  second.getState().add('tea')
  expect(second.getState().items).toEqual(['tea'])
})

test('functions and what is undefined are left out however deep they are', () => {
  const namespace = syncStore(memory()).namespace('state')
  const nested = { list: [{ run: () => 1, name: undefined, size: 1 }] }
  toPersistStorage(namespace).setItem('nested', { state: nested })
  expect(namespace.get('nested')).toEqual({ state: { list: [{ size: 1 }] } })
})

test('a state that contains itself, or has no end in sight, is refused with the place of that', () => {
  const namespace = syncStore(memory()).namespace('state')
  const storage = toPersistStorage(namespace)
  const circle: Record<string, unknown> = {}
  circle['again'] = circle
  let deep = {}
  for (let i = 0; i < 100_000; i++) deep = { deep }
  for (const state of [circle, deep]) {
    expect(() => storage.setItem('state', { state })).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', path: expect.stringContaining('$.state.') }),
    )
  }
  expect(namespace.count()).toBe(0)
})

test('a state that another store has written is read again when the namespace tells of it', async () => {
  const backend = memory()
  const [here, there] = [asyncStore(toAsync(backend), { live }), asyncStore(toAsync(backend), { live })]
  const open = (store: AsyncStore) => {
    const storage = toPersistStorage<Cart>(store.namespace('state'))
    return createStore(persist(cart, { name: 'cart', storage }))
  }
  const [first, second] = [open(here), open(there)]
  await Promise.all([first.persist.rehydrate(), second.persist.rehydrate()])
  const end = here.namespace('state').subscribe(({ origin }) => {
    if (origin === 'elsewhere') void first.persist.rehydrate()
  })
  second.getState().add('tea')
  await vi.waitFor(() => expect(first.getState().items).toEqual(['tea']))
  end()
})

test('a state is cleared', async () => {
  const namespace = syncStore(memory()).namespace('state')
  const store = createStore(persist(cart, { name: 'cart', storage: toPersistStorage<Cart>(namespace) }))
  store.getState().add('tea')
  store.persist.clearStorage()
  expect(namespace.has('cart')).toBe(false)
})

test('the storages are what zustand takes', () => {
  expectTypeOf<KvasirStateStorage<'sync'>>().toExtend<StateStorage>()
  expectTypeOf<KvasirStateStorage<'async'>>().toExtend<StateStorage>()
  expectTypeOf<KvasirPersistStorage<Cart, 'sync'>>().toExtend<PersistStorage<Cart>>()
  expectTypeOf<KvasirPersistStorage<Cart, 'async'>>().toExtend<PersistStorage<Cart>>()
})
