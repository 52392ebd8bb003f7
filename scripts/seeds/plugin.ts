import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { ROOT } from '../packages.ts'

const EXAMPLES = 'virtual:seed-examples'
const FOLDER = join(process.env['KVASIR_SEEDS'] ?? join(ROOT, '../shared/seeds'), 'examples')

/**
 * Offers `virtual:seed-examples`: the examples of the systems whose APIs the faces have, by their file names;
 * undefined where the folder is not there. `KVASIR_SEEDS` says where it is, if not beside the repository.
 */
export function seedExamples(): Plugin {
  return {
    name: 'kvasir:seed-examples',
    enforce: 'pre',
    resolveId: (source) => (source === EXAMPLES ? source : undefined),
    load: (id) => (id === EXAMPLES ? `export const examples = ${JSON.stringify(readExamples())}` : undefined),
  }
}

function readExamples(): Readonly<Record<string, string>> | undefined {
  if (!existsSync(FOLDER)) return undefined
  return Object.fromEntries(
    readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]),
  )
}
