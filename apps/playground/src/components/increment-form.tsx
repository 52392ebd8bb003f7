import type { TargetedSubmitEvent, VNode } from 'preact'
import { incrementEntry } from '../actions/increment-entry.ts'

export function IncrementForm(): VNode {
  return (
    <section class="card" aria-labelledby="increment-title">
      <h2 id="increment-title">Counter</h2>
      <p class="hint">Atomic, however many add at once. A missing key counts as 0.</p>
      <form class="form" onSubmit={submit}>
        <div class="form-row">
          <div class="field grow">
            <label for="counter-key">Counter key</label>
            <input
              id="counter-key"
              name="key"
              autocomplete="off"
              spellcheck={false}
              defaultValue="counter:visits"
            />
          </div>
          <div class="field">
            <label for="counter-by">By</label>
            <input id="counter-by" name="by" type="number" step="any" defaultValue="1" required />
          </div>
        </div>
        <button type="submit" class="button">
          Increment
        </button>
      </form>
    </section>
  )
}

function submit(event: TargetedSubmitEvent<HTMLFormElement>): void {
  event.preventDefault()
  const fields = new FormData(event.currentTarget)
  void incrementEntry(String(fields.get('key')), Number(fields.get('by')))
}
