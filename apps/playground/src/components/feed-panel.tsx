import type { VNode } from 'preact'
import { showWatchProgram } from '../actions/show-watch-program.ts'
import { restartFeed } from '../actions/watch-feed.ts'
import { EMPTY_FEED, feed, pause, resume, watching } from '../state/feed.ts'
import { session } from '../state/session.ts'
import { namespaceName } from '../state/settings.ts'
import { writeCount } from '../values/write-count.ts'
import { FeedRow } from './feed-row.tsx'
import { Icon } from './icon.tsx'

/** What happens in the namespace, as it happens, whoever does it. */
export function FeedPanel(): VNode {
  const { items, isPaused } = feed.value
  return (
    <section class="card feed" aria-labelledby="feed-title">
      <div class="entries-head">
        <div>
          <h2 id="feed-title">Live feed</h2>
          <p class="hint feed-state" data-state={watching.value.state}>
            <FeedState />
          </p>
        </div>
        <div class="row-of-buttons">
          <button
            type="button"
            class="button small"
            onClick={() => (feed.value = (isPaused ? resume : pause)(feed.value))}
          >
            <Icon name={isPaused ? 'play' : 'pause'} />
            {isPaused ? 'Resume' : 'Pause'}
          </button>
          <button
            type="button"
            class="button small"
            onClick={() => (feed.value = { ...EMPTY_FEED, isPaused })}
          >
            Clear
          </button>
          <button
            type="button"
            class="button small"
            disabled={session.value.state !== 'open'}
            onClick={showWatchProgram}
          >
            Show the code
          </button>
        </div>
      </div>
      <FeedFailure />
      {items.length === 0 ? (
        <p class="empty">
          Write something, or do so in <SecondTab />: every change of {namespaceName.value} comes up here.
        </p>
      ) : (
        <>
          <ol class="feed-rows" aria-label="Changes, the latest first">
            {items.map((item) => (
              <FeedRow key={item.id} item={item} />
            ))}
          </ol>
          <p class="hint">
            What <SecondTab /> writes comes up here, too.
          </p>
        </>
      )}
    </section>
  )
}

function SecondTab(): VNode {
  return (
    <a href="./" target="_blank" rel="noopener">
      a second tab
    </a>
  )
}

function FeedState(): VNode {
  const { isPaused, held, count, countElsewhere } = feed.value
  const { value } = watching
  if (value.state === 'off') return <>Not watching</>
  if (value.state === 'failed') return <>Ended</>
  if (value.state === 'resting') return <>Resting while so much is written</>
  if (isPaused) return <>Paused: {held.length} held back</>
  return (
    <>
      Watching: {writeCount(count, 'change', 'changes')}, {countElsewhere.toLocaleString('en')} from elsewhere
      {!value.tellsPrevious && '. The values before are left out, as so many entries would take much memory'}
    </>
  )
}

function FeedFailure(): VNode | null {
  const { value } = watching
  if (value.state !== 'failed') return null
  return (
    <div class="refusal" role="alert">
      <p>
        <code class="failure-code">{value.failure.code}</code> {value.failure.message}
      </p>
      <button type="button" class="button small" onClick={restartFeed}>
        Watch again
      </button>
    </div>
  )
}
