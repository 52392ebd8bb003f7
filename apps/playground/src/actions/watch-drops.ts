import { isFileAbove } from '../state/chosen-file.ts'
import { dialogs } from '../state/dialogs.ts'
import { notice } from '../state/feedback.ts'
import { chooseFile } from './choose-file.ts'

/** Takes files that are dropped anywhere on the page, unless a dialog is open. */
export function watchDrops(): void {
  addEventListener('dragenter', holdAbove)
  addEventListener('dragover', holdAbove)
  addEventListener('dragleave', (event) => {
    // It has left the page, and not only one element for another.
    if (event.relatedTarget === null) isFileAbove.value = false
  })
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return
    // The browser would open it in the place of the page.
    event.preventDefault()
    isFileAbove.value = false
    if (dialogs.peek().length === 0) take(event.dataTransfer?.files)
  })
}

function holdAbove(event: DragEvent): void {
  if (!hasFiles(event)) return
  event.preventDefault()
  const isTaken = dialogs.peek().length === 0
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isTaken ? 'copy' : 'none'
  isFileAbove.value = isTaken
}

/** A text that is dragged from field to field is none of our business. */
function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true
}

function take(files: FileList | undefined): void {
  const [file, another] = files ?? []
  if (another !== undefined) notice.value = 'Drop one file at a time.'
  else if (file !== undefined) void chooseFile(file)
}
