import { KvasirError } from '@kvasir/core'
import { systemTimer, type Timer } from '../connection/timer.ts'
import type * as replayLeft from './replay-left.ts'

type Replay = typeof replayLeft

/** How the code of a replay is loaded; as the platform does it unless given. */
export interface Loading {
  readonly load?: (() => Promise<Replay>) | undefined
  readonly timer?: Timer | undefined
}

/** Milliseconds for which the code is waited for. */
const PATIENCE = 10_000

/**
 * Loads what a replay needs: nearly all pages that are opened have nothing to replay. Throws `UNAVAILABLE` when it
 * cannot be had in bounded time; whoever comes next tries again.
 */
export async function loadReplay({
  load = () => import('./replay-left.ts'),
  timer = systemTimer,
}: Loading): Promise<Replay> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const cancel = timer(PATIENCE, () => reject(new Error(`It has not come within ${PATIENCE} ms.`)))
  try {
    return await Promise.race([load(), late])
  } catch (cause) {
    throw new KvasirError(
      'UNAVAILABLE',
      `The code that replays what a page has left could not be loaded, and the next page tries again: ${cause}`,
      { cause },
    )
  } finally {
    cancel()
  }
}
