import { setTimeout } from 'node:timers/promises'
import type { Crashable, Reopened } from './crashable.ts'
import { judge } from './judge.ts'
import type { Progress } from './writers.ts'

/** What came of a number of kills, in numbers. */
export interface Counts {
  kills: number
  /** Writes. */
  acknowledged: number
  /** Acknowledged writes that are not there, although their database is. */
  lost: number
  /** Writers of whose writes a part is there, or not the first ones. */
  torn: number
  /** Databases that could not be opened or read any more. */
  unopened: number
  /** Times that the browser destroyed all databases of the origin. */
  destroyed: number
  /** Those of them in which acknowledged writes are gone. */
  harmed: number
  /** Those of these in which the store says so. */
  noticed: number
}

export interface Tally {
  readonly counts: Counts
  /** A sentence for each thing that must not have happened. */
  readonly problems: string[]
}

/** Acknowledged writes between two kills; the same at both ends of a kill would be less random. */
const FEWEST = 20
const MOST = 300
/** Milliseconds by which a kill follows an acknowledgement at the most. */
const LATEST = 25
/** Milliseconds after which something hangs. */
const PATIENCE = 60_000

/** Kills a store while it writes, opens it again and judges what is there, as often as asked for. */
export async function crashRepeatedly(subject: Crashable, kills: number): Promise<Tally> {
  const counts: Counts = {
    kills: 0,
    acknowledged: 0,
    lost: 0,
    torn: 0,
    unopened: 0,
    destroyed: 0,
    harmed: 0,
    noticed: 0,
  }
  const tally: Tally = { counts, problems: [] }
  try {
    await crashUntil(subject, kills, tally)
  } catch (error) {
    tally.problems.push(`${subject.label}, after kill ${counts.kills}: ${error}`)
  }
  return tally
}

/** Rejects with what keeps it from going on. */
async function crashUntil(subject: Crashable, kills: number, tally: Tally): Promise<void> {
  const { counts } = tally
  let stores = 0
  const nextName = (): string => `crash-${++stores}`
  let name = nextName()
  let from: Progress = {}
  await patiently(subject.reopen(name), 'opening a new store')
  while (counts.kills < kills) {
    const acknowledged = await crashOnce(subject, from)
    counts.kills++
    counts.acknowledged += total(acknowledged) - total(from)
    const next = await examine(subject, name, acknowledged, tally)
    if (next === undefined) {
      // What is there is not what the writers would go on from.
      name = nextName()
      await patiently(subject.reopen(name), 'opening a new store')
    }
    from = next ?? {}
  }
}

/** Answers what was acknowledged when the writers were killed. */
async function crashOnce(subject: Crashable, from: Progress): Promise<Progress> {
  const acknowledged: Record<string, number> = { ...from }
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  let missing = FEWEST + Math.floor(Math.random() * (MOST - FEWEST))
  const writing = subject.write(from, (writer, n) => {
    acknowledged[writer] = Math.max(acknowledged[writer] ?? 0, n)
    if (--missing === 0) resolve()
  })
  await patiently(Promise.race([enough, writing]), 'writing')
  // At once for what is acknowledged too early, later for every other moment.
  if (Math.random() < 0.5) await Promise.race([setTimeout(Math.random() * LATEST), writing])
  // That it is killed is the one reason left for writing to fail.
  writing.catch(() => undefined)
  await patiently(subject.kill(), 'killing')
  return acknowledged
}

/** Opens the store again and adds what is found to the tally; answers where the writers are, if they can go on. */
async function examine(
  subject: Crashable,
  name: string,
  acknowledged: Progress,
  { counts, problems }: Tally,
): Promise<Progress | undefined> {
  const problem = (what: string): void =>
    void problems.push(`${subject.label}, kill ${counts.kills}: ${what}`)
  let reopened: Reopened
  try {
    reopened = await patiently(subject.reopen(name), 'opening the store again')
  } catch (error) {
    counts.unopened++
    problem(`the store does not open: ${error}`)
    return undefined
  }
  const { found, incidents, isDestroyed } = reopened
  const verdicts = [...judge(acknowledged, found)]
  const torn = verdicts.filter(([, { kind }]) => kind === 'torn').map(([{ id }]) => id)
  const lost = verdicts.reduce((sum, [, verdict]) => sum + (verdict.kind === 'short' ? verdict.lost : 0), 0)
  const isNoticed = incidents.some(({ kind }) => kind === 'wiped')
  counts.torn += torn.length
  if (torn.length > 0) problem(`torn: ${torn.map((id) => describe(id, acknowledged, reopened)).join('; ')}`)
  if (isDestroyed) counts.destroyed++
  if (isDestroyed && lost > 0) {
    counts.harmed++
    if (isNoticed) counts.noticed++
    else problem('the browser destroyed the database, and the store does not say so')
  } else {
    counts.lost += lost
    if (lost > 0) problem(`${lost} acknowledged writes are lost`)
    if (isNoticed && !isDestroyed) problem('the store says that it was wiped, and it was not')
  }
  if (lost > 0 || torn.length > 0) return undefined
  return Object.fromEntries(
    verdicts.map(([{ id }, verdict]) => [id, verdict.kind === 'whole' ? verdict.count : 0]),
  )
}

function describe(id: string, acknowledged: Progress, { found }: Reopened): string {
  const entries = Object.entries(found).filter(([key]) => key.split('/')[0] === id)
  return `${id} acknowledged ${acknowledged[id] ?? 0} and has ${JSON.stringify(Object.fromEntries(entries))}`
}

function total(progress: Progress): number {
  return Object.values(progress).reduce((sum, n) => sum + n, 0)
}

/** Rejects what does not settle in a time in which all of it has, so that a hang is reported and not waited for. */
async function patiently<T>(promise: Promise<T>, what: string): Promise<T> {
  const settled = new AbortController()
  const timeout = setTimeout(PATIENCE, undefined, { signal: settled.signal }).then(() => {
    throw new Error(`${what} takes more than ${PATIENCE / 1000} s`)
  })
  try {
    return await Promise.race([promise, timeout])
  } finally {
    settled.abort()
    timeout.catch(() => undefined)
  }
}
