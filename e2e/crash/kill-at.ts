import type { Kill } from './in-browser.ts'

/** Two browsers, and between them a tab. */
export function killAt(i: number): Kill {
  return i % 3 === 1 ? 'tab' : 'browser'
}
