import type { Backend, Out } from '@kvasir/core'

/**
 * A backend that does at once what it is asked, and answers some ticks later, sometimes one question after another
 * that was asked behind it. The same seed gives the same delays.
 */
export function late(backend: Backend<'async'>, seed: number): Backend<'async'> {
  let state = seed
  const nextDelay = (): number => {
    // A linear congruential generator, with the numbers of Numerical Recipes.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 28
  }
  const delayed = async <T>(answer: Out<'async', T>): Promise<T> => {
    for (let ticks = nextDelay(); ticks > 0; ticks--) await Promise.resolve()
    return await answer
  }
  return {
    name: backend.name,
    mode: 'async',
    capabilities: backend.capabilities,
    get: (space, key) => delayed(backend.get(space, key)),
    getMany: (space, keys) => delayed(backend.getMany(space, keys)),
    scan: (scan) => delayed(backend.scan(scan)),
    commit: (batch) => delayed(backend.commit(batch)),
    stat: (tally) => delayed(backend.stat(tally)),
    onCommit: (listener) => backend.onCommit(listener),
    flush: () => delayed(backend.flush()),
    health: () => delayed(backend.health()),
    close: () => delayed(backend.close()),
  }
}
