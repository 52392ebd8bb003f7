/**
 * The spaces of a namespace: its id is the space of its rows, and the next numbers are those of what is kept beside
 * them. Ids are given out at this distance from each other.
 */
export const SPACES_EACH = 4

/** Where earlier versions of the keys lie. */
export function historySpace(id: number): number {
  return id + 1
}

/** Where deletions leave their traces. */
export function graveSpace(id: number): number {
  return id + 2
}
