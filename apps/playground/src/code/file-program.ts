import type { ExportOptions, ImportOptions } from 'kvasir'
import type { FileFormat } from '../files/file-format.ts'
import { quote, writeLiteral } from '../values/write-literal.ts'

/** What makes a Blob of what is in a store. */
export function exportProgram(format: FileFormat, options: ExportOptions): string {
  if (format === 'sqlite') return 'const blob = await new Response(await store.exportFile()).blob()'
  const [namespace] = options.namespaces ?? []
  const isThere =
    namespace === undefined
      ? ''
      : `// To export what there is not would be an error.
await store.createNamespace(${quote(namespace)}, { ifExists: 'open' })\n\n`
  const members = membersOf(options)
  const onEnd = 'onEnd: ({ entries, consistent }) => console.log(entries, consistent),'
  return `${isThere}const stream = store.export({
${[...members, onEnd].map((member) => `  ${member}\n`).join('')}})
const blob = await new Response(stream).blob()`
}

/** What imports a file: `content` where it is short enough to stand in it, else one that is chosen. */
export function importProgram(content: string | undefined, options: ImportOptions): string {
  const members = membersOf(options).map((member) => `  ${member}\n`)
  const source = content === undefined ? 'file' : 'content'
  const call =
    members.length === 0 ? `store.import(${source})` : `store.import(${source}, {\n${members.join('')}})`
  return `${content === undefined ? CHOOSER : `const content = ${writeText(content)}\n`}
const result = await ${call}
console.log(result.created, result.overwritten, result.skipped)`
}

/** What has a store replaced by a SQLite file that is chosen. */
export function replaceProgram(): string {
  return `${CHOOSER}\nawait store.importFile(file)`
}

const CHOOSER = `// Any Blob or stream of bytes will do; here it is a file that you choose.
const input = Object.assign(document.createElement('input'), { type: 'file' })
const chosen = new Promise((resolve) => input.addEventListener('change', resolve, { once: true }))
input.click()
await chosen
const [file] = input.files
`

/** A text of several lines as its lines, one below the other. */
function writeText(text: string): string {
  const [first = '', ...more] = text.split('\n')
  if (more.length === 0) return quote(first)
  return `[\n${[first, ...more].map((line) => `  ${quote(line)},\n`).join('')}].join('\\n')`
}

function membersOf(options: object): string[] {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${writeLiteral(value, '  ')},`)
}
