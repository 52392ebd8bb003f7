import { type Run, runAsync, type Task, wait } from '../task.ts'
import type { Home } from './home.ts'
import type { Manner, NextPage, Pace } from './pace.ts'
import { Sequence } from './sequence.ts'

/** Operations that take time, each in its turn. */
export class AsyncPace implements Pace<'async'> {
  readonly answer: Run<'async'> = runAsync
  readonly #homes: ReadonlyMap<string, Home>
  readonly #sequences = new Map<string, Sequence>()
  #running = 0
  #onIdle: (() => void) | undefined

  /** `homes` is what is known of the namespaces. */
  constructor(homes: ReadonlyMap<string, Home>) {
    this.#homes = homes
  }

  async run<T>(task: Task<T>, check: () => void): Promise<T> {
    check()
    this.#running++
    try {
      return await runAsync(task)
    } finally {
      if (--this.#running === 0) this.#onIdle?.()
    }
  }

  *inTurn<T>(name: string, key: string | undefined, manner: Manner, task: () => Task<T>): Task<T> {
    const home = this.#homes.get(name)
    let sequence = this.#sequences.get(name)
    if (sequence === undefined) this.#sequences.set(name, (sequence = new Sequence()))
    const takesSteps = manner === 'change' || (manner === 'write' && home?.isRuled === true)
    if (home !== undefined && !takesSteps && !sequence.isBusy(key)) return yield* task()
    // As long as the namespace is not known, every operation takes a step to look for it. Where it has limits, every
    // write depends on all others.
    const isAboutAll = home === undefined || (home.isLimited && manner !== 'read')
    return yield* wait(sequence.run(isAboutAll ? undefined : key, () => runAsync(task())))
  }

  async *iterate<T>(next: NextPage<'async', T>): AsyncIterableIterator<T> {
    for (let page = await next(); page.length > 0; page = await next()) yield* page
  }

  *idle(): Task<void> {
    while (this.#running > 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#onIdle = resolve
      yield* wait(promise)
    }
  }
}
