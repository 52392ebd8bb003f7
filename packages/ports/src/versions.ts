/** The versions that a release speaks, both ends included. */
export interface VersionRange {
  readonly min: number
  readonly max: number
}

/** What both ends of a port have to agree on. */
export interface Versions {
  /** Of the messages. */
  readonly protocol: VersionRange
  /** Of what the messages carry: the rows, batches and promises of the contract of `@kvasir/core`. */
  readonly contract: VersionRange
}

/** The versions of this release. */
export const VERSIONS: Versions = { protocol: { min: 2, max: 2 }, contract: { min: 2, max: 2 } }

/** The newest version that both speak; undefined when there is none. */
export function agree(a: VersionRange, b: VersionRange): number | undefined {
  const newest = Math.min(a.max, b.max)
  return newest >= Math.max(a.min, b.min) ? newest : undefined
}

/** Why two releases do not understand each other, and what to do, as told to `mine`; undefined when they do. */
export function disagreement(mine: Versions, theirs: Versions): string | undefined {
  const which = (['protocol', 'contract'] as const).find(
    (each) => agree(mine[each], theirs[each]) === undefined,
  )
  if (which === undefined) return undefined
  const { [which]: ours } = mine
  const { [which]: others } = theirs
  const older = ours.max < others.min ? 'this page or worker' : 'the other tab or worker'
  return (
    `The two ends of the port run releases of Kvasir that do not understand each other: ${which} version ` +
    `${rangeText(ours)} here, ${rangeText(others)} there. Reload ${older}, which runs the older one.`
  )
}

function rangeText({ min, max }: VersionRange): string {
  return min === max ? `${min}` : `${min} to ${max}`
}
