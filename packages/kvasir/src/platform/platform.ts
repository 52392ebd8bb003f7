import type { Backend } from '@kvasir/core'
import type { BackendChoice } from '../open-store.ts'

/** What a platform is asked to open. */
export interface BackendRequest {
  readonly choice: BackendChoice
  readonly name: string
  readonly path: string | undefined
  readonly wasm: string | URL | ArrayBuffer | undefined
}

/** Opens the backend that was chosen; throws `UNAVAILABLE` when this platform does not have it. */
export type OpenBackend = (request: BackendRequest) => Promise<Backend<'async'>>
