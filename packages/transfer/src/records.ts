import type { NamespaceHead, Row } from '@kvasir/core'
import type { Kept } from '@kvasir/core/raw'

/** What an export says of itself before its entries. */
export interface Header {
  /** Epoch milliseconds at which it began. */
  readonly at: number
  /** Entries name their namespace by its place in this list. */
  readonly namespaces: readonly NamespaceHead[]
  /** How many entries there were when it began; undefined where nobody has counted. */
  readonly entries: number | undefined
  readonly prefix: string | undefined
  readonly history: boolean
}

/** An entry, with its earlier versions, oldest first, where they are exported. */
export interface EntryRecord {
  readonly kind: 'entry'
  readonly space: number
  readonly row: Row
  readonly versions: readonly Kept[] | undefined
}

/** That a key has no entry, but maybe versions: it never was said to have one, or that is taken back. */
export interface GoneRecord {
  readonly kind: 'gone'
  readonly space: number
  readonly key: string
  /** Epoch milliseconds of its end. */
  readonly writtenAt: number
  readonly versions: readonly Kept[] | undefined
}

/** That there is nothing in a range of keys: whatever was said of them is taken back. */
export interface ClearedRecord {
  readonly kind: 'cleared'
  readonly space: number
  readonly start: string
  readonly end: string | undefined
  readonly writtenAt: number
}

/** What an export consists of, in this order; behind `changes` comes what was written while it went on. */
export type TransferRecord =
  | { readonly kind: 'header'; readonly header: Header }
  | EntryRecord
  | GoneRecord
  | ClearedRecord
  | { readonly kind: 'changes' }
  | { readonly kind: 'end'; readonly entries: number; readonly consistent: boolean | undefined }
