/** Which limits a namespace has: those of the original, or none but what Kvasir itself has. */
export type LimitsName = 'cloudflare' | 'none'

/** What is refused as too much or too little. */
export interface Limits {
  /** Whether `''`, `'.'` and `'..'` are no names for keys. */
  readonly namesKeys: boolean
  readonly keyBytes: number
  readonly valueBytes: number
  readonly metadataBytes: number
  /** Seconds. */
  readonly expirationTtl: number
  /** Seconds. */
  readonly cacheTtl: number
  readonly listKeys: number
  readonly bulkKeys: number
  readonly bulkUnits: number
  /** Every number that is given lies between this and its negative less one. */
  readonly integer: number
}

/** https://developers.cloudflare.com/kv/platform/limits/ */
export const LIMITS: Readonly<Record<LimitsName, Limits>> = {
  cloudflare: {
    namesKeys: true,
    keyBytes: 512,
    valueBytes: 25 * 1024 * 1024,
    metadataBytes: 1024,
    expirationTtl: 60,
    cacheTtl: 30,
    listKeys: 1000,
    bulkKeys: 100,
    bulkUnits: 25 * 1024 * 1024,
    integer: 2 ** 31 - 1,
  },
  none: {
    namesKeys: false,
    keyBytes: Infinity,
    valueBytes: Infinity,
    metadataBytes: Infinity,
    expirationTtl: 1,
    cacheTtl: -Infinity,
    listKeys: Infinity,
    bulkKeys: Infinity,
    bulkUnits: Infinity,
    integer: Number.MAX_SAFE_INTEGER,
  },
}

/** How many keys a page has when nobody says. */
export const DEFAULT_LIST_KEYS = 1000
