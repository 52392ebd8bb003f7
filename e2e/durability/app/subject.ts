import { createStore, getMany, set } from 'idb-keyval'
import { openStore, type OpenOptions } from 'kvasir'
import localforage from 'localforage'

/** What a page writes to as it is left: a store of ours, or a library to compare it with. */
export type Subject =
  | { readonly library: 'kvasir'; readonly options: OpenOptions }
  | { readonly library: 'idb-keyval' | 'localforage' }

/** The little that all of them can do. */
export interface OpenSubject {
  put(key: string, value: string): Promise<unknown>
  /** The values in the order of the keys; null or undefined where there is none. */
  getMany(keys: readonly string[]): Promise<readonly unknown[]>
}

/** The namespace that a store of ours uses. */
export const NAMESPACE = 'drafts'

/** Opens a subject's database of this name. */
export async function openSubject(subject: Subject, name: string): Promise<OpenSubject> {
  switch (subject.library) {
    case 'kvasir': {
      const store = await openStore({ ...subject.options, name })
      const drafts = store.namespace<string>(NAMESPACE)
      return { put: (key, value) => drafts.put(key, value), getMany: (keys) => drafts.getMany(keys) }
    }
    case 'idb-keyval': {
      const useStore = createStore(name, 'keyval')
      return {
        put: (key, value) => set(key, value, useStore),
        getMany: (keys) => getMany([...keys], useStore),
      }
    }
    case 'localforage': {
      const instance = localforage.createInstance({ name, driver: localforage.INDEXEDDB })
      await instance.ready()
      return {
        put: (key, value) => instance.setItem(key, value),
        getMany: (keys) => Promise.all(keys.map((key) => instance.getItem(key))),
      }
    }
  }
}
