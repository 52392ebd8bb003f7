import type { VNode } from 'preact'
import { BackendCards } from '../../components/backend-cards.tsx'
import { Masthead } from '../../components/masthead.tsx'
import { BACKENDS } from '../../state/settings.ts'
import { EXPERIMENTS } from '../experiments.ts'
import { LAB_BACKENDS, labBackend, progress } from '../state.ts'
import { ExperimentCard } from './experiment-card.tsx'

const OFFERED = BACKENDS.filter(({ choice }) => LAB_BACKENDS.some((backend) => backend === choice))

export function LabPage(): VNode {
  return (
    <>
      <Masthead page="lab" />
      <p class="visually-hidden" role="status">
        {progress.value?.step}
      </p>
      <main class="lab">
        <div class="lab-intro">
          <h2>What survives</h2>
          <p>
            Each experiment does something real, in this browser, to Kvasir and to two libraries that are used
            for the same: idb-keyval and localForage. Nothing is simulated, and no result is known beforehand.
            Every run starts with empty databases of its own and deletes them afterwards.
          </p>
        </div>
        <BackendCards
          legend="Backend of Kvasir"
          options={OFFERED}
          chosen={labBackend.value}
          isDisabled={progress.value !== undefined}
          onChoose={(choice) => {
            const backend = LAB_BACKENDS.find((known) => known === choice)
            if (backend !== undefined) labBackend.value = backend
          }}
        />
        <div class="experiments">
          {EXPERIMENTS.map((experiment) => (
            <ExperimentCard key={experiment.id} experiment={experiment} />
          ))}
        </div>
      </main>
    </>
  )
}
