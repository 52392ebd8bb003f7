import { describe } from 'vitest'
import { examples } from 'virtual:seed-examples'

/** Describes what the examples show, where they are at hand; skipped elsewhere, and named so. */
export function describeExamples(name: string, tests: () => void): void {
  if (examples !== undefined) describe(name, tests)
  else describe.skip(`${name}: skipped, as there are no examples where KVASIR_SEEDS says`, tests)
}

/** The text of an example, for instance `S3-01.json`. */
export function exampleOf(file: string): string {
  const text = examples?.[file]
  if (text === undefined) throw new Error(`There is no example ${file}: set KVASIR_SEEDS to their folder`)
  return text
}
