/** A TypeScript code block of a Markdown file. */
export interface Block {
  /** The heading it stands under. */
  readonly heading: string
  /** The line of the file in which its code begins, from 1. */
  readonly line: number
  /** From its info string, as in ` ```ts node `; absent when it runs everywhere. */
  readonly platform: 'node' | 'browser' | undefined
  readonly code: string
}

const HEADING = /^#+ (?<text>.*)/
const FENCE = /^```(?<info>.*)/
const TYPESCRIPT = /^ts(?: (?<platform>node|browser))?$/

/** The TypeScript blocks of a file, in order. Throws for an info string of a platform that there is not. */
export function readBlocks(markdown: string): Block[] {
  const lines = markdown.split(/\r?\n/)
  const blocks: Block[] = []
  let heading = ''
  for (let i = 0; i < lines.length; i++) {
    heading = HEADING.exec(lines[i] ?? '')?.groups?.['text'] ?? heading
    const info = FENCE.exec(lines[i] ?? '')?.groups?.['info']
    if (info === undefined) continue
    const start = i + 1
    i = lines.indexOf('```', start)
    if (i < 0) throw new Error(`Line ${start}: the code block is not closed`)
    if (!info.startsWith('ts')) continue
    const platform = readPlatform(info, start)
    blocks.push({ heading, line: start + 1, platform, code: lines.slice(start, i).join('\n') })
  }
  return blocks
}

function readPlatform(info: string, line: number): Block['platform'] {
  const match = TYPESCRIPT.exec(info)
  if (match === null) throw new Error(`Line ${line}: expected ts, ts node or ts browser, not ${info}`)
  return match.groups?.['platform'] as Block['platform']
}
