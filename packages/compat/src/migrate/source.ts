/** An entry as a source has it. */
export interface SourceEntry {
  readonly key: unknown
  readonly value: unknown
}

/** Where entries come from; reading changes nothing. */
export interface Source {
  /** Entries at the beginning. */
  readonly total: number
  readonly pages: AsyncIterable<readonly SourceEntry[]> | Iterable<readonly SourceEntry[]>
  /** Gives back what reading has taken. */
  close(): void
}

/** Entries that are read at once. */
export const PAGE = 200

/** Makes of an entry what goes into the namespace; what it throws is the reason why the entry stays behind. */
export interface Translation {
  /** Undefined for a key that has no name in the namespace. */
  toKey(key: unknown): string | undefined
  toValue(value: unknown): unknown
}
