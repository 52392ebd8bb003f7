import { writeLine } from './write-literal.ts'

const LONGEST = 140

/** A value on a line, as far as there is room. */
export function preview(value: unknown): string {
  return cut(typeof value === 'string' ? value : writeLine(value))
}

/** A text, as far as there is room. */
export function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}
