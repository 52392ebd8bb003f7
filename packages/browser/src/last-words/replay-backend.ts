import type { Backend } from '@kvasir/core'

/** What a replay asks of the backend that it commits to. */
export type ReplayBackend = Pick<Backend<'async'>, 'getMany' | 'scan' | 'commit' | 'flush'>
