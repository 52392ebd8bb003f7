import { batch } from '@preact/signals'
import { FORMATS } from '../files/file-format.ts'
import { recognizeFile } from '../files/recognize-file.ts'
import { chosenFile } from '../state/chosen-file.ts'
import { failure, notice } from '../state/feedback.ts'
import { incoming, isTransferring } from '../state/file-transfer.ts'
import { toFailure } from './to-failure.ts'

let latest: File | undefined

/** Looks what a file is, and offers to import it. */
export async function chooseFile(file: File): Promise<void> {
  if (isTransferring.peek()) {
    notice.value = 'A file is on its way: choose another one when it is done.'
    return
  }
  latest = file
  try {
    const recognized = await recognizeFile(file)
    if (latest !== file) return
    batch(() => {
      chosenFile.value = { file, recognized }
      incoming.value = undefined
      failure.value = undefined
    })
    const { format } = recognized
    notice.value = `Chosen ${file.name}: ${format === undefined ? 'nobody knows what it is' : FORMATS[format].title}.`
  } catch (error) {
    if (latest === file) failure.value = toFailure(`Read ${file.name}`, error)
  }
}

/** Takes back the choice of a file. */
export function forgetFile(): void {
  latest = undefined
  batch(() => {
    chosenFile.value = undefined
    incoming.value = undefined
  })
  notice.value = 'No file is chosen.'
}
