import type { VNode } from 'preact'
import { BackendPicker } from './backend-picker.tsx'
import { CitiesLoader } from './cities-loader.tsx'
import { CodePanel } from './code-panel.tsx'
import { DropCurtain } from './drop-curtain.tsx'
import { EntriesPanel } from './entries-panel.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { PageFailure } from './failure-alert.tsx'
import { FeedPanel } from './feed-panel.tsx'
import { FilesPanel } from './files-panel.tsx'
import { HealthPanel } from './health-panel.tsx'
import { HistoryDialog } from './history-dialog.tsx'
import { IncrementForm } from './increment-form.tsx'
import { Masthead } from './masthead.tsx'
import { NamespaceDialog } from './namespace-dialog.tsx'
import { NamespacePanel } from './namespace-panel.tsx'
import { SizesPanel } from './sizes-panel.tsx'
import { TransferDemo } from './transfer-demo.tsx'

export function App(): VNode {
  return (
    <>
      <Masthead page="playground" />
      <BackendPicker />
      <PageFailure />
      <div class="layout">
        <aside class="side" aria-label="Store">
          <NamespacePanel />
          <HealthPanel />
          <SizesPanel />
        </aside>
        <main class="stage">
          <EntriesPanel />
          <FeedPanel />
          <FilesPanel />
        </main>
        <aside class="side" aria-label="Code and experiments">
          <CodePanel />
          <CitiesLoader />
          <TransferDemo />
          <IncrementForm />
        </aside>
      </div>
      <DropCurtain />
      <EntryDialog />
      <HistoryDialog />
      <NamespaceDialog />
    </>
  )
}
