import type { VNode } from 'preact'
import { ExportForm } from './export-form.tsx'
import { ImportSide } from './import-side.tsx'

/** The store, or a part of it, as a file: out and in. */
export function FilesPanel(): VNode {
  return (
    <section class="card files" aria-labelledby="files-title">
      <div class="entries-head">
        <div>
          <h2 id="files-title">Files</h2>
          <p class="hint">Carry entries from any backend to any other, and to other programs.</p>
        </div>
      </div>
      <div class="file-sides">
        <ExportForm />
        <ImportSide />
      </div>
    </section>
  )
}
