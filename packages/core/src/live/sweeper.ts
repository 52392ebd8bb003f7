import type { Backend, Row } from '../contract.ts'
import { hasSide, listNamespaces } from '../registry.ts'
import { type Task, wait } from '../task.ts'
import type { Timer } from '../timer.ts'
import type { LiveHost } from './live.ts'
import { NOTHING_SWEPT, sweepEntries, sweepGraves, type SweepStep } from './sweep-namespace.ts'

/** Milliseconds between two rounds through all namespaces. */
const ROUND = 60_000
/** Milliseconds until a step is tried again that others have come before. */
const AGAIN = 50
const BEGIN: SweepStep = { found: 1, removed: 0 }

/**
 * Removes what has expired, step by step: all namespaces from time to time, and those that are watched at the moment
 * of each expiry.
 */
export class Sweeper {
  readonly #host: LiveHost
  readonly #timer: Timer
  readonly #watched: () => ReadonlySet<string>
  #cancelRound: () => void
  /** The timer of the next expiry in a namespace that is watched. */
  #cancelNext: (() => void) | undefined
  #isRounding = false
  #isPlanning = false
  #mustPlan = false
  #hasEnded = false

  constructor(host: LiveHost, timer: Timer, watched: () => ReadonlySet<string>) {
    this.#host = host
    this.#timer = timer
    this.#watched = watched
    this.#cancelRound = this.#nextRound()
  }

  /**
   * Removes everything that has expired by now; answers how many entries that were. What fails in a namespace is thrown
   * once all others are swept.
   */
  *sweep(): Task<number> {
    let swept = 0
    const failures: unknown[] = []
    for (const name of yield* namesIn(this.#host.backend)) {
      try {
        swept += yield* this.#sweepNamespace(name)
      } catch (error) {
        failures.push(error)
      }
    }
    throwFirst(failures)
    return swept
  }

  /** Sees to it that what expires next in a watched namespace is removed in time. */
  plan(): void {
    this.#mustPlan = true
    if (this.#isPlanning || this.#hasEnded) return
    this.#isPlanning = true
    this.#try(async () => {
      while (this.#mustPlan && !this.#hasEnded) {
        // Not in the commit that is told of, and once for all commits of now.
        await Promise.resolve()
        this.#mustPlan = false
        const next = await this.#host.start(this.#nextExpiry())
        this.#cancelNext?.()
        this.#cancelNext = undefined
        if (next === undefined || this.#hasEnded) continue
        const rest = Math.max(0, next - this.#host.clock())
        this.#cancelNext = this.#timer(rest, () => this.#sweepWatched())
      }
      this.#isPlanning = false
    })
  }

  end(): void {
    this.#hasEnded = true
    this.#cancelRound()
    this.#cancelNext?.()
  }

  #nextRound(): () => void {
    // What is swept may be forgotten with its store, which then is not kept for the sake of that.
    const self = new WeakRef<Sweeper>(this)
    return this.#timer(ROUND, () => {
      const sweeper = self.deref()
      if (sweeper !== undefined) sweeper.#round()
    })
  }

  #round(): void {
    if (this.#hasEnded) return
    this.#cancelRound = this.#nextRound()
    // One that takes its time is not hurried by a second one.
    if (this.#isRounding) return
    this.#isRounding = true
    this.#try(async () => {
      try {
        await this.#sweepAllGently()
      } finally {
        this.#isRounding = false
      }
    })
  }

  async #sweepAllGently(): Promise<void> {
    const failures: unknown[] = []
    for (const name of await this.#host.start(namesIn(this.#host.backend))) {
      await this.#sweepGently(name).catch((error: unknown) => failures.push(error))
    }
    throwFirst(failures)
  }

  /** Leaves time for others between the steps. */
  async #sweepGently(name: string): Promise<void> {
    for (const sweepStep of [sweepEntries, sweepGraves]) {
      while ((await this.#host.start(this.#step(name, sweepStep))).found > 0 && !this.#hasEnded) {
        await new Promise<void>((resolve) => this.#timer(0, resolve))
      }
    }
  }

  *#step(name: string, sweepStep: typeof sweepEntries): Task<SweepStep> {
    const home = yield* this.#host.find(name)
    return home === undefined ? NOTHING_SWEPT : yield* sweepStep(this.#host, home, this.#host.clock())
  }

  #sweepWatched(): void {
    this.#try(async () => {
      let swept = 0
      const failures: unknown[] = []
      for (const name of this.#watched()) {
        try {
          swept += await this.#host.start(this.#sweepNamespace(name))
        } catch (error) {
          failures.push(error)
        }
      }
      // What only fails is left to the next round.
      if (this.#hasEnded || (swept === 0 && failures.length > 0)) return throwFirst(failures)
      // Nothing was swept when others have come first, or the clock is behind its timer.
      if (swept === 0) this.#cancelNext = this.#timer(AGAIN, () => this.plan())
      else this.plan()
      throwFirst(failures)
    })
  }

  *#sweepNamespace(name: string): Task<number> {
    let swept = 0
    for (let step = BEGIN; step.found > 0; swept += step.removed) step = yield* this.#step(name, sweepEntries)
    for (let step = BEGIN; step.found > 0;) step = yield* this.#step(name, sweepGraves)
    return swept
  }

  *#nextExpiry(): Task<number | undefined> {
    let next: number | undefined
    for (const name of this.#watched()) {
      const home = yield* this.#host.find(name)
      if (home === undefined) continue
      const scan = { order: 'expiry', space: home.id, until: Infinity, limit: 1, select: 'heads' } as const
      const [row]: readonly Row[] = yield* wait(this.#host.backend.scan(scan))
      if (row !== undefined) next = Math.min(next ?? Infinity, row.expiresAt)
    }
    return next
  }

  /** What fails is tried again with the next round; that the storage fails is told to whoever uses it. */
  #try(work: () => Promise<void>): void {
    work().catch(() => {
      this.#isPlanning = false
    })
  }
}

/** The names of the namespaces whose entries the backend keeps. */
function* namesIn(backend: Backend): Task<string[]> {
  const registrations = yield* listNamespaces(backend)
  return registrations.filter((each) => hasSide(backend, each)).map(({ name }) => name)
}

/** Throws the first of what has failed in some namespaces, which is no reason to leave out the others. */
function throwFirst(failures: readonly unknown[]): void {
  if (failures.length > 0) throw failures[0]
}
