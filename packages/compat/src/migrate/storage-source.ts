import { KvasirError } from '@kvasir/core'
import { PAGE, type Source, type SourceEntry } from './source.ts'

/** Reads the entries of a `Storage` whose keys begin with a prefix, which they lose. */
export function openStorageSource(storage: Storage, prefix: string): Source {
  const keys = Array.from({ length: storage.length }, (_, place) => storage.key(place)).filter(
    (key) => key !== null && key.startsWith(prefix),
  ) as string[]
  return { total: keys.length, pages: readPages(storage, prefix, keys), close: () => undefined }
}

/** The `localStorage` of the page; throws `UNAVAILABLE` where there is none, or where it is forbidden. */
export function ownLocalStorage(): Storage {
  try {
    return localStorage
  } catch (error) {
    throw new KvasirError('UNAVAILABLE', 'There is no localStorage here: migrate in a page of the app.', {
      cause: error,
    })
  }
}

function* readPages(
  storage: Storage,
  prefix: string,
  keys: readonly string[],
): Generator<readonly SourceEntry[]> {
  for (let from = 0; from < keys.length; from += PAGE) {
    yield keys.slice(from, from + PAGE).flatMap((key) => {
      const value = storage.getItem(key)
      // What was removed since is no more to be migrated.
      return value === null ? [] : [{ key: key.slice(prefix.length), value }]
    })
  }
}
