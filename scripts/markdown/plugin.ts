import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Plugin } from 'vite'
import { ROOT } from '../packages.ts'
import { type Block, readBlocks } from './blocks.ts'
import { toTest } from './to-test.ts'

const LIST = 'virtual:markdown-blocks'
const BLOCK = /^virtual:markdown-blocks\/(?<file>.+\.md)\/(?<line>\d+)\.ts$/
/** From here blocks import: as an app would that depends on Kvasir and on what the pages name beside it. */
const IMPORTER = join(ROOT, 'docs/package.json')

/**
 * Offers `virtual:markdown-blocks`: the TypeScript blocks of the README, of the packages' READMEs, and of the pages in
 * `docs`, each with a function that runs it as a module of its own and rejects unless its claims hold.
 */
export function markdownBlocks(): Plugin {
  return {
    name: 'kvasir:markdown-blocks',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === LIST || isBlock(source)) return source
      return isBlock(importer) ? this.resolve(source, IMPORTER, { skipSelf: true }) : undefined
    },
    load(id) {
      if (id === LIST) {
        const files = markdownFiles()
        for (const file of files) this.addWatchFile(join(ROOT, file))
        return `export const blocks = [${files.flatMap(blocksOf).map(toListItem).join()}]`
      }
      const { file, line } = BLOCK.exec(id)?.groups ?? {}
      if (file === undefined) return undefined
      this.addWatchFile(join(ROOT, file))
      const block = blocksOf(file).find((block) => String(block.line) === line)
      return block && toTest(block)
    },
  }
}

function markdownFiles(): string[] {
  const patterns = ['*.md', 'packages/*/README.md', 'docs/**/*.md']
  const files = globSync(patterns, { cwd: ROOT, exclude: ['**/node_modules/**'] })
  return files.map((file) => file.replaceAll(sep, '/')).toSorted()
}

function blocksOf(file: string): Block[] {
  return readBlocks(file, readFileSync(join(ROOT, file), 'utf8'))
}

function isBlock(id: string | undefined): boolean {
  return id !== undefined && BLOCK.test(id)
}

function toListItem(block: Block): string {
  return `{ ...${JSON.stringify(block)}, run: () => import('${LIST}/${block.file}/${block.line}.ts') }`
}
