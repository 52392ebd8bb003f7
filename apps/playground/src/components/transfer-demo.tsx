import { useSignal } from '@preact/signals'
import type { TargetedSubmitEvent, VNode } from 'preact'
import { runTransfer, TRANSFER_STEPS } from '../actions/run-transfer.ts'
import { type FailAt, TRANSFER_KEYS, type Transfer, transfer } from '../state/transfer.ts'
import { writeLine } from '../values/write-literal.ts'

export function TransferDemo(): VNode {
  const failAt = useSignal<FailAt>(2)
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    void runTransfer(Number(new FormData(event.currentTarget).get('amount')), failAt.value)
  }
  return (
    <section class="card" aria-labelledby="transfer-title">
      <h2 id="transfer-title">Transaction</h2>
      <p class="hint">Three writes that happen together, or not at all.</p>
      <form class="form" onSubmit={submit}>
        <ol class="steps">
          {TRANSFER_STEPS.map((step, i) => (
            <li key={step} data-step={i + 1 === failAt.value ? 'fails' : undefined}>
              {step}
            </li>
          ))}
        </ol>
        <div class="form-row">
          <div class="field">
            <label for="amount">Amount</label>
            <input id="amount" name="amount" type="number" step="any" defaultValue="30" required />
          </div>
          <div class="field grow">
            <label for="fail-at">Fail at</label>
            <select
              id="fail-at"
              value={failAt.value}
              onChange={(event) => (failAt.value = Number(event.currentTarget.value) as FailAt)}
            >
              <option value={0}>no step</option>
              <option value={1}>step 1</option>
              <option value={2}>step 2</option>
              <option value={3}>step 3</option>
            </select>
          </div>
        </div>
        <button type="submit" class="button">
          Run transaction
        </button>
      </form>
      {transfer.value !== undefined && <Outcome {...transfer.value} />}
    </section>
  )
}

function Outcome({ error, before, after }: Transfer): VNode {
  return (
    <table class="outcome" data-failed={error !== undefined}>
      <caption>{error === undefined ? 'Committed.' : `${error} Nothing was written.`}</caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {TRANSFER_KEYS.map((key) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td>{writeBalance(before[key])}</td>
            <td data-changed={before[key] !== after[key]}>{writeBalance(after[key])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function writeBalance(value: unknown): string {
  return value === undefined ? 'none' : writeLine(value)
}
