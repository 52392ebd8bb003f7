import type { Choice } from '../state/settings.ts'
import type { Deed } from './deed.ts'

/** Where a program runs. */
export interface Setting {
  readonly choice: Choice
  readonly namespace: string
}

/** An API in which programs are written. */
export interface Dialect {
  /** What it is called on the page. */
  readonly title: string
  /** A deed as a whole program; undefined for what has no like in this API. */
  write(deed: Deed, setting: Setting): string | undefined
}
