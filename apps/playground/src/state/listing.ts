import { signal } from '@preact/signals'
import type { Entry, ListOptions } from 'kvasir'

export const PAGE_SIZES: readonly number[] = [5, 10, 25, 50, 100]

/** Which entries the visitor wants to see. */
export interface Query {
  readonly prefix: string
  readonly order: 'key' | 'revision'
  /** What folders end with; the empty text rolls nothing up, and neither does the order of revisions. */
  readonly delimiter: string
  readonly reverse: boolean
  readonly limit: number
}

export const query = signal<Query>({ prefix: '', order: 'key', delimiter: '', reverse: false, limit: 10 })

/** A query as the store takes it. */
export function toListOptions({ prefix, order, delimiter, reverse, limit }: Query): ListOptions {
  const page = { reverse: reverse || undefined, limit }
  return order === 'revision'
    ? { prefix: prefix || undefined, order, ...page }
    : { prefix: prefix || undefined, delimiter: delimiter || undefined, ...page }
}

/** A place in a listing: the cursor that a page starts after, and the page's number, from 1. */
export interface Position {
  readonly cursor: string | undefined
  readonly number: number
}

export const FIRST: Position = { cursor: undefined, number: 1 }

/** The page that is shown, with the cursor of the next one. */
export interface Listing {
  readonly position: Position
  readonly entries: readonly Entry[]
  /** The folders, in key order. */
  readonly prefixes: readonly string[]
  readonly next: string | undefined
}

/** Undefined until the first page is there. */
export const listing = signal<Listing | undefined>(undefined)

/** How many entries the prefix matches; undefined until they are counted. */
export const matches = signal<number | undefined>(undefined)
