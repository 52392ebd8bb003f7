/** What IndexedDB has of a journal beside its records and pieces. */
export interface Head {
  readonly generation: string
  readonly engine: string
  /** As `origin` of `Stored`; early versions have not written it. */
  readonly origin?: number | undefined
  readonly snapshot?: StoredHead | undefined
}

/** Which pieces are the snapshot. */
export interface StoredHead {
  readonly id: string
  readonly position: number
  readonly pieces: number
}

/** Whether what was found is a head: the types say it, but what is stored may be anything. */
export function isHead(found: Head): boolean {
  const { generation, engine, snapshot } = found
  if (typeof generation !== 'string' || typeof engine !== 'string') return false
  return snapshot === undefined || (typeof snapshot === 'object' && typeof snapshot?.id === 'string')
}
