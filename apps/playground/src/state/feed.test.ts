import type { Change } from 'kvasir'
import { expect, test } from 'vitest'
import { EMPTY_FEED, FEED_SIZE, type FeedItem, pause, receive, resume } from './feed.ts'

function item(id: number, origin: Change['origin'] = 'store'): FeedItem {
  return { id, at: 0, change: { operation: 'delete', key: 'ada', previous: undefined, revision: id, origin } }
}

function ids(items: readonly FeedItem[]): readonly number[] {
  return items.map(({ id }) => id)
}

test('the latest change is on top, and what came from elsewhere is counted', () => {
  const feed = receive(receive(EMPTY_FEED, [item(1)]), [item(3), item(2, 'elsewhere')])
  expect(ids(feed.items)).toEqual([3, 2, 1])
  expect(feed).toMatchObject({ count: 3, countElsewhere: 1 })
})

test('a feed shows no more than it has room for', () => {
  const many = Array.from({ length: FEED_SIZE + 5 }, (_, i) => item(i))
  expect(receive(EMPTY_FEED, many).items).toHaveLength(FEED_SIZE)
  expect(receive(pause(EMPTY_FEED), many).held).toHaveLength(FEED_SIZE)
})

test('what comes during a pause shows after it, and is counted once', () => {
  const paused = receive(pause(receive(EMPTY_FEED, [item(1)])), [item(2)])
  expect(ids(paused.items)).toEqual([1])
  const resumed = resume(paused)
  expect(ids(resumed.items)).toEqual([2, 1])
  expect(resumed).toMatchObject({ isPaused: false, held: [], count: 2 })
})
