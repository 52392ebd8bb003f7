/** A run of code of one look. */
export interface Run {
  readonly look: 'comment' | 'string' | 'number' | 'keyword' | 'call' | 'plain'
  readonly text: string
}

const RUN =
  /(?<comment>\/\/.*)|(?<string>'(?:[^'\\]|\\.)*'|`[^`]*`)|(?<number>\b\d[\d_.]*n?\b)|(?<keyword>\b(?:as|async|await|catch|const|for|from|if|import|let|new|of|throw|try)\b)|(?<call>\b[\w$]+(?=\())/g

/** Cuts the code of a snippet into runs; joined, they are the code. */
export function highlight(code: string): Run[] {
  const runs: Run[] = []
  let end = 0
  for (const match of code.matchAll(RUN)) {
    if (match.index > end) runs.push({ look: 'plain', text: code.slice(end, match.index) })
    const [look] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ['plain']
    runs.push({ look: look as Run['look'], text: match[0] })
    end = match.index + match[0].length
  }
  if (end < code.length) runs.push({ look: 'plain', text: code.slice(end) })
  return runs
}
