import { isJson } from './is-json.ts'
import { readLiteral } from './read-literal.ts'
import { writeLiteral } from './write-literal.ts'

/** How a value is written in the editor: as it is, as JSON, or as TypeScript for what JSON cannot hold. */
export type ValueKind = 'text' | 'json' | 'rich'

/** The simplest way to write a value that gives it back unchanged. */
export function kindOf(value: unknown): ValueKind {
  if (typeof value === 'string') return 'text'
  return isJson(value) ? 'json' : 'rich'
}

/** Reads what was typed; throws a `SyntaxError` for what is not of that kind. */
export function readValue(kind: ValueKind, text: string): unknown {
  switch (kind) {
    case 'text':
      return text
    case 'json':
      return JSON.parse(text)
    case 'rich':
      return readLiteral(text)
  }
}

/** A value as text for the editor. */
export function writeValue(kind: ValueKind, value: unknown): string {
  switch (kind) {
    case 'text':
      return String(value)
    case 'json':
      return writesOnOneLine(value) ? JSON.stringify(value) : JSON.stringify(value, undefined, 2)
    case 'rich':
      return writeLiteral(value)
  }
}

function writesOnOneLine(value: unknown): boolean {
  return typeof value !== 'object' || value === null || JSON.stringify(value).length <= 40
}
