import { signal } from '@preact/signals'

/** The ids of the dialogs that are open; the last one lies over the others. */
export const dialogs = signal<readonly string[]>([])
