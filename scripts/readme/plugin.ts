import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { ROOT } from '../packages.ts'
import { type Block, readBlocks } from './blocks.ts'
import { toTest } from './to-test.ts'

const README = join(ROOT, 'README.md')
const LIST = 'virtual:readme-blocks'
const BLOCK = /^virtual:readme-blocks\/(?<line>\d+)\.ts$/
/** From here blocks import: as an app would that depends on `kvasir` and on what that depends on. */
const IMPORTER = join(ROOT, 'packages/kvasir/src/index.ts')

/**
 * Offers `virtual:readme-blocks`: the TypeScript blocks of the README, each with a function that runs it as a
 * module of its own and rejects unless its claims hold.
 */
export function readmeBlocks(): Plugin {
  return {
    name: 'kvasir:readme-blocks',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === LIST || BLOCK.test(source)) return source
      return isBlock(importer) ? this.resolve(source, IMPORTER, { skipSelf: true }) : undefined
    },
    load(id) {
      if (id !== LIST && !isBlock(id)) return undefined
      this.addWatchFile(README)
      const blocks = readBlocks(readFileSync(README, 'utf8'))
      if (id === LIST) return `export const blocks = [${blocks.map(toListItem).join()}]`
      const line = BLOCK.exec(id)?.groups?.['line']
      const block = blocks.find((block) => String(block.line) === line)
      return block && toTest(block, 'README.md')
    },
  }
}

function isBlock(id: string | undefined): boolean {
  return id !== undefined && BLOCK.test(id)
}

function toListItem(block: Block): string {
  return `{ ...${JSON.stringify(block)}, run: () => import('${LIST}/${block.line}.ts') }`
}
