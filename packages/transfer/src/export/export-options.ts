/** `jsonl` loses nothing; `json` is an object of keys and values; `cloudflare` is what `wrangler kv bulk put` takes. */
export type Format = 'jsonl' | 'json' | 'cloudflare'

export interface ExportProgress {
  /** Entries that were read. */
  readonly done: number
  /** Entries that there were at the beginning. */
  readonly total: number
  /** Bytes that were handed out. */
  readonly bytes: number
}

/** What an export came to. */
export interface ExportReport {
  /** Entries in the file; one that changed meanwhile counts each time. */
  readonly entries: number
  readonly bytes: number
  /** Whether it is the picture of one moment. */
  readonly consistent: boolean
  /** Entries of which something is missing, as the format cannot hold it. */
  readonly lost: number
}

/** What of a store is to be carried elsewhere. */
export interface Selection {
  /** All, in the order of their names, unless given. */
  readonly namespaces?: readonly string[] | undefined
  /** Only keys that begin so. */
  readonly prefix?: string | undefined
  /** The earlier versions of the keys, too, where a namespace keeps them. */
  readonly history?: boolean | undefined
  /** Ends it. */
  readonly signal?: AbortSignal | undefined
}

export interface ExportOptions extends Selection {
  /** `jsonl` unless given. The others take one namespace. */
  readonly format?: Format | undefined
  /** `false` leaves it as text; gzip if a namespace has `compression: true`, unless given. */
  readonly compress?: 'gzip' | false | undefined
  /** Leave out what the format cannot hold, and count it, where an error would name the key. */
  readonly lossy?: boolean | undefined
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined
  /** Called once everything was handed out. */
  readonly onEnd?: ((report: ExportReport) => void) | undefined
}
