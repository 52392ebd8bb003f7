import type { FileFormat } from './file-format.ts'

/** What the first line of an export says of it. */
export interface ExportHead {
  readonly namespaces: readonly string[]
  /** How many entries there were when it began; undefined where it does not tell. */
  readonly entries: number | undefined
  /** Epoch milliseconds. */
  readonly at: number | undefined
}

/** What a file is, as far as its beginning tells. */
export interface Recognized {
  /** Undefined for what is none of ours. */
  readonly format: FileFormat | undefined
  /** Whether it is packed by gzip. */
  readonly isPacked: boolean
  /** Of JSON lines whose first one is not too long to be looked at. */
  readonly head: ExportHead | undefined
}

/** Bytes that are looked at. */
const BEGINNING = 65_536

/** Looks at the beginning of a file. Throws what reading it throws. */
export async function recognizeFile(file: Blob): Promise<Recognized> {
  const start = new Uint8Array(await file.slice(0, BEGINNING).arrayBuffer())
  const isPacked = start[0] === 0x1f && start[1] === 0x8b
  const text = new TextDecoder().decode(isPacked ? await unpackBeginning(start) : start).trimStart()
  if (text.startsWith('SQLite format 3\0'))
    return { format: isPacked ? undefined : 'sqlite', isPacked, head: undefined }
  if (/^\{\s*"kvasir"\s*:\s*"export"/.test(text)) return { format: 'jsonl', isPacked, head: parseHead(text) }
  const format = text.startsWith('{') ? 'json' : text.startsWith('[') ? 'cloudflare' : undefined
  return { format, isPacked, head: undefined }
}

/** What is packed in the beginning of a file, which is cut off somewhere. */
async function unpackBeginning(start: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([start]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  const bytes = new Uint8Array(BEGINNING)
  let length = 0
  while (length < BEGINNING) {
    // The cut is an error to the stream; what came before it is good.
    const chunk = await reader.read().catch(() => undefined)
    if (chunk?.value === undefined) break
    const piece = chunk.value.subarray(0, BEGINNING - length)
    bytes.set(piece, length)
    length += piece.length
  }
  await reader.cancel().catch(() => {})
  return bytes.subarray(0, length)
}

function parseHead(text: string): ExportHead | undefined {
  const [line = ''] = text.split('\n', 1)
  let content: unknown
  try {
    content = JSON.parse(line)
  } catch {
    // It goes on behind the beginning, or is damaged, which the import tells.
    return undefined
  }
  const { namespaces, entries, at } = content as Readonly<Record<string, unknown>>
  if (!Array.isArray(namespaces)) return undefined
  return {
    namespaces: namespaces.map((head: { readonly name?: unknown } | null) => String(head?.name)),
    entries: typeof entries === 'number' ? entries : undefined,
    at: typeof at === 'number' ? at : undefined,
  }
}
