/** TypeScript of a Markdown file that runs as one program: a code block, and those that go on with it. */
export interface Block {
  /** The Markdown file, from the root of the repository. */
  readonly file: string
  /** The heading it stands under. */
  readonly heading: string
  /** The line of the file in which its code begins, from 1. */
  readonly line: number
  /** From its info string, as in ` ```ts node `; absent when it runs everywhere. */
  readonly platform: 'node' | 'browser' | undefined
  /** Why it is not run but type-checked alone, as in ` ```ts unrun: it is of another process `. */
  readonly unrun: string | undefined
  /** Has an empty line for each line between the blocks that belong together, so that lines keep their numbers. */
  readonly code: string
}

/** A code block by itself. */
interface Fence {
  readonly heading: string
  readonly line: number
  readonly info: string
  readonly lines: readonly string[]
}

const HEADING = /^#+ (?<text>.*)/
const FENCE = /^```(?<info>.*)/
const TYPESCRIPT = /^ts(?: (?<platform>node|browser)| unrun: (?<unrun>.+))?$/
const CONTINUED = 'ts continued'

/**
 * The TypeScript blocks of a file, in order, those in HTML comments included: a reader does not see them. Throws for an
 * info string that is not known.
 */
export function readBlocks(file: string, markdown: string): Block[] {
  const blocks: Block[] = []
  for (const fence of readFences(file, markdown)) {
    const before = blocks.at(-1)
    if (fence.info !== CONTINUED) {
      blocks.push(toBlock(file, fence))
    } else if (before !== undefined) {
      blocks[blocks.length - 1] = { ...before, code: goOn(before, fence) }
    } else {
      throw new Error(`${file}:${fence.line}: there is no block before it that it could go on with`)
    }
  }
  return blocks
}

function readFences(file: string, markdown: string): Fence[] {
  const lines = markdown.split(/\r?\n/)
  const fences: Fence[] = []
  let heading = ''
  for (let i = 0; i < lines.length; i++) {
    heading = HEADING.exec(lines[i] ?? '')?.groups?.['text'] ?? heading
    const info = FENCE.exec(lines[i] ?? '')?.groups?.['info']
    if (info === undefined) continue
    const start = i + 1
    i = lines.indexOf('```', start)
    if (i < 0) throw new Error(`${file}:${start}: the code block is not closed`)
    if (info.startsWith('ts')) fences.push({ heading, line: start + 1, info, lines: lines.slice(start, i) })
  }
  return fences
}

function toBlock(file: string, { heading, line, info, lines }: Fence): Block {
  const match = TYPESCRIPT.exec(info)
  if (match === null) {
    throw new Error(
      `${file}:${line}: expected ts, ts node, ts browser, ts continued or ts unrun: and why, not ${info}`,
    )
  }
  const platform = match.groups?.['platform'] as Block['platform']
  return { file, heading, line, platform, unrun: match.groups?.['unrun'], code: lines.join('\n') }
}

function goOn({ line, code }: Block, fence: Fence): string {
  const next = line + code.split('\n').length
  return code + '\n'.repeat(fence.line - next + 1) + fence.lines.join('\n')
}
