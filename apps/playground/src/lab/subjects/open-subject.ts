import { createStore, get, getMany, set } from 'idb-keyval'
import { openStore } from 'kvasir'
import localforage from 'localforage'
import type { OpenSubject, Subject } from './subject.ts'

/** Opens a subject's database, as an app that uses the library does. */
export async function openSubject(subject: Subject, name: string): Promise<OpenSubject> {
  switch (subject.library) {
    case 'kvasir': {
      const store = await openStore({ name, backend: subject.backend })
      const values = store.namespace('lab')
      return {
        put: (key, value) => values.put(key, value),
        getMany: (keys) => values.getMany(keys),
        increment: (key) => values.increment(key),
        catchUp: () => store.flush(),
        role: async () => (await store.health()).role,
        close: () => store.close(),
      }
    }
    case 'idb-keyval': {
      const useStore = createStore(name, 'keyval')
      return {
        put: (key, value) => set(key, value, useStore),
        getMany: (keys) => getMany([...keys], useStore),
        increment: async (key) => set(key, ((await get<number>(key, useStore)) ?? 0) + 1, useStore),
        catchUp: () => Promise.resolve(),
        role: async () => undefined,
        // It has no way to close a database, and an open one cannot be deleted.
        close: () => useStore('readonly', (store) => store.transaction.db.close()),
      }
    }
    case 'localforage': {
      const instance = localforage.createInstance({ name, driver: localforage.INDEXEDDB })
      await instance.ready()
      return {
        put: (key, value) => instance.setItem(key, value),
        getMany: (keys) => Promise.all(keys.map((key) => instance.getItem(key))),
        increment: async (key) => instance.setItem(key, ((await instance.getItem<number>(key)) ?? 0) + 1),
        catchUp: () => Promise.resolve(),
        role: async () => undefined,
        // It has no way to close a database, but lets go of one that is to be deleted.
        close: () => Promise.resolve(),
      }
    }
  }
}
