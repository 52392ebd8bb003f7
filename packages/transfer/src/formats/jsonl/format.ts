/** What the first line of a file begins with, and the version that this release writes and reads. */
export const NAME = 'export'
export const VERSION = 1

/** Whether a text begins as the files of {@link NAME} do. */
export const BEGINNING: RegExp = /^\uFEFF?\s*\{\s*"kvasir"\s*:\s*"export"/
