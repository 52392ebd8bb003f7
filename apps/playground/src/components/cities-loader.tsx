import { total } from 'virtual:cities'
import type { VNode } from 'preact'
import { cancelCities, loadCities } from '../actions/load-cities.ts'
import { type Loading, loading } from '../state/loading.ts'
import { session } from '../state/session.ts'
import { titleOfBackend } from '../state/settings.ts'

export function CitiesLoader(): VNode {
  const { value } = loading
  const isRunning = value?.state === 'running'
  return (
    <section class="card" aria-labelledby="cities-title">
      <h2 id="cities-title">{total.toLocaleString('en')} cities</h2>
      <p class="hint">
        Every city of the world with a thousand people or more, in the namespace <code>cities</code>. Then
        list by a prefix: <code>FI:</code>, <code>IS:Reyk</code>, <code>JP:</code>.
      </p>
      {isRunning ? (
        <button type="button" class="button" onClick={cancelCities}>
          Cancel loading
        </button>
      ) : (
        <button
          type="button"
          class="button"
          disabled={session.value.state !== 'open'}
          onClick={() => void loadCities()}
        >
          Load the cities
        </button>
      )}
      {value !== undefined && <Progress {...value} />}
    </section>
  )
}

function Progress(loading: Loading): VNode {
  const { state, done, total } = loading
  return (
    <div class="progress" data-state={state}>
      <progress aria-label="Cities loaded" max={total} value={done} />
      <p>{state === 'running' && done === 0 ? 'Reading the file…' : <Rate {...loading} />}</p>
    </div>
  )
}

function Rate({ state, choice, done, total, elapsed }: Loading): VNode {
  const rate = elapsed > 0 ? Math.round((done / elapsed) * 1000) : 0
  return (
    <>
      <strong>{Math.floor((done / total) * 100)} %</strong> {writeState(state)} · {done.toLocaleString('en')}{' '}
      of {total.toLocaleString('en')} into {titleOfBackend(choice)} · {rate.toLocaleString('en')} a second
    </>
  )
}

function writeState(state: Loading['state']): string {
  return state === 'running' ? 'loading' : state
}
