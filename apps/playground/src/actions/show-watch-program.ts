import { notice } from '../state/feedback.ts'
import { showDeed } from './show-deed.ts'

/** Shows the feed as a program. */
export function showWatchProgram(): void {
  showDeed({ kind: 'watch' })
  notice.value = 'The feed as a program.'
}
