/** Where the namespaces themselves are. */
export const REGISTRY = 0

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

/**
 * Whether a space holds traces of deletions. A backend that has no room removes none of them, expired or not: who asks
 * what has changed since must be told up to where they are forgotten.
 */
export function holdsGraves(space: number): boolean {
  return space > 0 && space % SPACES_EACH === graveSpace(0)
}

/** Where the notes about a namespace lie: with all others, or with its entries where those are in memory. */
export function noteSpace(id: number): number {
  return id < 0 ? id + 3 : REGISTRY
}

/**
 * An id for a namespace whose entries are in memory. It is a matter of chance, so that what takes the place of a
 * database, in another tab perhaps, has no namespace that would find the entries of one of before.
 */
export function memoryId(): number {
  return -chanceId()
}

/** An id that nobody else has come upon, for where it cannot be counted who is next. */
export function chanceId(): number {
  return SPACES_EACH * (1 + Math.floor(Math.random() * 2 ** 48))
}
