import { render } from 'preact'
import { applyTheme } from '../components/theme-toggle.tsx'
import { LabPage } from './components/lab-page.tsx'
import { resumeExperiment } from './run-experiment.ts'

applyTheme()
render(<LabPage />, document.querySelector('#app') as HTMLElement)
void resumeExperiment()
