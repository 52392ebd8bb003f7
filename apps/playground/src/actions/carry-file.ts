import type { Signal } from '@preact/signals'
import { isKvasirError } from 'kvasir'
import { failure } from '../state/feedback.ts'
import { type FileTransfer, isTransferring, type TransferProgress } from '../state/file-transfer.ts'
import { currentTarget, type Target } from '../state/session.ts'
import { toFailure } from './to-failure.ts'
import { readHealth } from './watch-health.ts'

/** What ends a transfer, and what it tells how far it is. */
export interface Carriage {
  readonly signal: AbortSignal
  readonly onProgress: (progress: TransferProgress) => void
}

interface CarryOptions<Report> {
  /** In words, for when it fails. */
  readonly title: string
  readonly kind: FileTransfer<Report>['kind']
  readonly fileName: string
  /** Where it is shown. */
  readonly shown: Signal<FileTransfer<Report> | undefined>
  readonly work: (target: Target, carriage: Carriage) => Promise<Report>
}

let running: AbortController | undefined

/** Carries a file, and shows how far it is and what it came to; answers with the last of that. */
export async function carryFile<Report>({
  title,
  kind,
  fileName,
  shown,
  work,
}: CarryOptions<Report>): Promise<FileTransfer<Report> | undefined> {
  const target = currentTarget()
  if (target === undefined || isTransferring.peek()) return undefined
  const controller = new AbortController()
  running = controller
  const { signal } = controller
  let progress: TransferProgress = { entries: undefined, bytes: { done: 0, total: undefined } }
  const show = (outcome: FileTransfer<Report>['outcome']): FileTransfer<Report> =>
    (shown.value = { kind, choice: target.choice, fileName, progress, outcome })
  failure.value = undefined
  show({ state: 'running' })
  try {
    const report = await work(target, {
      signal,
      onProgress: (latest) => {
        progress = latest
        show({ state: 'running' })
      },
    })
    return show({ state: 'done', report })
  } catch (error) {
    if (isKvasirError(error) && error.position !== undefined)
      progress = { ...progress, position: error.position }
    return show(
      signal.aborted ? { state: 'cancelled' } : { state: 'failed', failure: toFailure(title, error) },
    )
  } finally {
    if (running === controller) running = undefined
    void readHealth()
  }
}

/** Ends the transfer that is under way. */
export function cancelTransfer(): void {
  running?.abort(new DOMException('It was cancelled.', 'AbortError'))
}
