import type { Deed } from './deed.ts'
import type { Dialect, Setting } from './dialect.ts'
import { bucketFunctions } from './dialects/bucket-functions.ts'
import { cloudflare } from './dialects/cloudflare.ts'
import { commandkit } from './dialects/commandkit.ts'
import { kvasir } from './dialects/kvasir.ts'

export const DIALECTS = {
  kvasir,
  cloudflare,
  commandkit,
  'bucket-functions': bucketFunctions,
} as const satisfies Record<string, Dialect>

export type DialectName = keyof typeof DIALECTS

export function isDialectName(text: string): text is DialectName {
  return Object.hasOwn(DIALECTS, text)
}

/** A deed as a program in a dialect, or in Kvasir's own where that has nothing like it. */
export function writeProgram(deed: Deed, setting: Setting, name: DialectName): string {
  const { title, write }: Dialect = DIALECTS[name]
  // Each has a put, but not for each value.
  const note =
    deed.kind === 'put' ? 'cannot keep this value; Kvasir can' : 'has nothing like this; Kvasir has'
  return write(deed, setting) ?? `// ${title} ${note}:\n${kvasir.write(deed, setting)}`
}
