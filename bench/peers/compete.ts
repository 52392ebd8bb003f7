import type { Contest, Side, Target } from '../measure/contest.ts'
import type { Peer } from './peer.ts'

/** What a {@link Peer} may be able to do. */
export type Ability = 'get' | 'put' | 'putTogether' | 'putMany' | 'page'

/** A contest in one ability between Kvasir and those peers that have it. */
export function compete(
  ability: Ability,
  kvasir: Peer,
  peers: readonly Peer[],
  rest: Pick<Contest, 'title' | 'keys' | 'operations'>,
  targets: Readonly<Record<string, number>> = {},
): Contest {
  const [own, ...others] = [kvasir, ...peers].flatMap((peer): Side[] => {
    const work = peer[ability]
    return work === undefined ? [] : [{ name: peer.name, work }]
  })
  return { ...rest, kvasir: own!, peers: others, targets: toTargets(targets) }
}

function toTargets(targets: Readonly<Record<string, number>>): Target[] {
  return Object.entries(targets).map(([peer, atMost]) => ({ peer, atMost }))
}

/** Fills all of them with the same. */
export async function fillAll(
  peers: readonly Peer[],
  keys: readonly string[],
  values: readonly string[],
): Promise<void> {
  for (const peer of peers) await peer.fill(keys, values)
}
