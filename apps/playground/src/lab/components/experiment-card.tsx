import type { VNode } from 'preact'
import type { Experiment } from '../experiment.ts'
import { runExperiment } from '../run-experiment.ts'
import { labBackend, progress, runs } from '../state.ts'
import { FindingsTable } from './findings-table.tsx'

interface ExperimentCardProps {
  readonly experiment: Experiment
}

/** An experiment, what it is doing, and what it came to last. */
export function ExperimentCard({ experiment }: ExperimentCardProps): VNode {
  const { id, title, does, means } = experiment
  const underWay = progress.value
  const isRunning = underWay?.id === id
  const run = runs.value[id]
  return (
    <section class="card experiment" aria-labelledby={`${id}-title`}>
      <div class="experiment-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <button
          type="button"
          class="button primary"
          disabled={underWay !== undefined}
          aria-describedby={`${id}-title`}
          onClick={() => void runExperiment(experiment, labBackend.value)}
        >
          {run === undefined ? 'Run' : 'Run again'}
        </button>
      </div>
      <p class="experiment-text">
        {does} <span class="hint">{means}</span>
      </p>
      {isRunning && (
        <p class="experiment-step">
          <span class="spinner" aria-hidden="true" /> {underWay.step}…
        </p>
      )}
      {!isRunning && run !== undefined && <FindingsTable run={run} caption={title} />}
    </section>
  )
}
