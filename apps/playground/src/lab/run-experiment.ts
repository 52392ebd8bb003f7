import { codeOf, messageOf } from './describe-error.ts'
import type { Experiment } from './experiment.ts'
import { EXPERIMENTS } from './experiments.ts'
import { writeItem } from './session-item.ts'
import { progress, type Run, RUNS, runs } from './state.ts'
import type { LabBackend } from './subjects/subject.ts'

/** Does an experiment and shows what it came to, unless another one is under way. */
export async function runExperiment({ id, run }: Experiment, backend: LabBackend): Promise<void> {
  if (progress.value !== undefined) return
  const report = (step: string): void => {
    progress.value = { id, step }
  }
  report('Starting')
  try {
    const findings = await run({ backend, report })
    show({ backend, findings, failure: undefined, at: Date.now() })
  } catch (error) {
    const failure = `${codeOf(error)}: ${messageOf(error)}`
    show({ backend, findings: [], failure, at: Date.now() })
  } finally {
    progress.value = undefined
  }

  function show(done: Run): void {
    runs.value = { ...runs.value, [id]: done }
    writeItem(RUNS, runs.value)
  }
}

/** Goes on with the experiment that has left the page before this one on purpose. */
export async function resumeExperiment(): Promise<void> {
  for (const experiment of EXPERIMENTS) {
    const backend = experiment.pending?.()
    if (backend !== undefined) await runExperiment(experiment, backend)
  }
}
