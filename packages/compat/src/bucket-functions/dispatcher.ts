import { type Store, systemTimer, type Timer } from '@kvasir/core'
import type { Host } from './bucket-function.ts'
import type { Call, Reply } from './call.ts'
import { isRecord } from './check-params.ts'
import { FUNCTIONS } from './functions.ts'
import { Refusal, toFailure } from './refusal.ts'
import { fillTemplates } from './templates.ts'

/**
 * Answers a call. Whatever is wrong with it is told by the reply; it only rejects for what is no error of a store.
 * With a `context`, each `${path}` in the params stands for what is at that place in it.
 */
export type Dispatcher = (call: Call, context?: object) => Promise<Reply>

export interface DispatcherOptions {
  /** The context of calls that bring none of their own. Without any, `${` is text like any other. */
  readonly context?: object | undefined
  /** What ends the waiting of a `kv-key-watch`; a timer of the platform unless given. */
  readonly timer?: Timer | undefined
}

/**
 * The bucket functions over a store of either mode; a bucket is a namespace. Limits and history take a store with the
 * `rules` of the core, `kv-key-watch` one with `live`, buckets in memory a backend with a memory side.
 */
export function createDispatcher(
  store: Store,
  { context: common, timer = systemTimer }: DispatcherOptions = {},
): Dispatcher {
  const host: Host = { store, timer }
  return async (call, context = common) => {
    try {
      return await dispatch(host, call, context)
    } catch (error) {
      return toFailure(error)
    }
  }
}

async function dispatch(host: Host, call: Call, context: object | undefined): Promise<Reply> {
  if (!isRecord(call) || typeof call.function !== 'string')
    throw new Refusal(400, 'A call is an object with a function and params')
  const { function: name, params = {} } = call
  const called = FUNCTIONS.find((each) => each.name === name)
  if (called === undefined) throw new Refusal(404, `Function not found: ${name}`)
  return await called.call(host, context === undefined ? params : fillTemplates(params, context))
}
