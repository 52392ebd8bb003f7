import type { VNode } from 'preact'
import icon from '../icon.svg'
import { BackendPicker } from './backend-picker.tsx'
import { CitiesLoader } from './cities-loader.tsx'
import { CodePanel } from './code-panel.tsx'
import { EntriesPanel } from './entries-panel.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { PageFailure } from './failure-alert.tsx'
import { IncrementForm } from './increment-form.tsx'
import { NamespacePanel } from './namespace-panel.tsx'
import { StoreFacts } from './store-facts.tsx'
import { ThemeToggle } from './theme-toggle.tsx'
import { TransferDemo } from './transfer-demo.tsx'

export function App(): VNode {
  return (
    <>
      <header class="masthead">
        <div class="brand">
          <img src={icon} alt="" width="36" height="36" />
          <div>
            <h1>Kvasir</h1>
            <p>A key-value store that runs where your app runs</p>
          </div>
        </div>
        <BackendPicker />
        <ThemeToggle />
      </header>
      <PageFailure />
      <div class="layout">
        <aside class="side" aria-label="Store">
          <NamespacePanel />
          <StoreFacts />
        </aside>
        <main class="stage">
          <EntriesPanel />
        </main>
        <aside class="side" aria-label="Code and experiments">
          <CodePanel />
          <CitiesLoader />
          <TransferDemo />
          <IncrementForm />
        </aside>
      </div>
      <EntryDialog />
    </>
  )
}
