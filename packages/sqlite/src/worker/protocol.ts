/** Rises when the messages between a page and its worker change. */
export const VERSION = 1

/** What a page posts to its worker, once, together with the port for all that is not the backend. */
export interface OpenRequest {
  readonly kvasirSqlite: 'open'
  readonly version: number
  readonly name: string
  readonly directory: string | undefined
  readonly wasm: string | undefined
}

/*
 * The functions that are called over that port. On the page: `opened` (nothing, or what has failed), and `pull`.
 * In the worker: `take` gives the number of an image and its size, `read` and `release` take that number, `replace`
 * pulls from the page, `close` closes the database.
 */

export interface TakenImage {
  readonly image: number
  readonly bytes: number
}

export function isOpenRequest(data: unknown): data is OpenRequest {
  return typeof data === 'object' && data !== null && 'kvasirSqlite' in data && data.kvasirSqlite === 'open'
}
