import { signal } from '@preact/signals'
import type { Change } from 'kvasir'
import type { Failure } from './feedback.ts'

/** Changes that are shown, and that are held back while the feed pauses. */
export const FEED_SIZE = 100

/** A change as it has come. */
export interface FeedItem {
  readonly id: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly change: Change
}

/** What the watch of the namespace has told. */
export interface Feed {
  /** The latest first. */
  readonly items: readonly FeedItem[]
  readonly isPaused: boolean
  /** What has come since the pause began, the latest first. */
  readonly held: readonly FeedItem[]
  /** How much has come, shown or not, and how much of it from elsewhere. */
  readonly count: number
  readonly countElsewhere: number
}

export const EMPTY_FEED: Feed = { items: [], isPaused: false, held: [], count: 0, countElsewhere: 0 }

/** The feed with what has come, the latest first. */
export function receive(feed: Feed, come: readonly FeedItem[]): Feed {
  const { items, isPaused, held } = feed
  const elsewhere = come.filter(({ change }) => change.origin === 'elsewhere')
  return {
    isPaused,
    items: isPaused ? items : [...come, ...items].slice(0, FEED_SIZE),
    held: isPaused ? [...come, ...held].slice(0, FEED_SIZE) : [],
    count: feed.count + come.length,
    countElsewhere: feed.countElsewhere + elsewhere.length,
  }
}

/** Holds back what comes from now on. */
export function pause(feed: Feed): Feed {
  return { ...feed, isPaused: true }
}

/** Shows what was held back, and goes on. */
export function resume(feed: Feed): Feed {
  return { ...feed, isPaused: false, items: [...feed.held, ...feed.items].slice(0, FEED_SIZE), held: [] }
}

export const feed = signal<Feed>(EMPTY_FEED)

/** Whether the namespace is watched. It is not while the cities are loaded into it or a large file is imported, and after a failure. */
export type Watching =
  | { readonly state: 'off' }
  | { readonly state: 'resting' }
  /** `tellsPrevious` is whether each change comes with the value before, which takes memory. */
  | { readonly state: 'watching'; readonly tellsPrevious: boolean }
  | { readonly state: 'failed'; readonly failure: Failure }

export const watching = signal<Watching>({ state: 'off' })
