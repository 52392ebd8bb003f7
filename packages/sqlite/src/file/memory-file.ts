import { PIECE_BYTES, type PullPiece, type SqliteImage } from './sqlite-file.ts'

/** A database file that is in memory. */
export function imageInMemory(file: Uint8Array): SqliteImage {
  let at = 0
  let rest: Uint8Array | undefined = file
  return {
    bytes: file.length,
    read: async () => {
      const piece = rest?.slice(at, (at += PIECE_BYTES)) as Uint8Array<ArrayBuffer> | undefined
      return piece?.length === 0 ? undefined : piece
    },
    close: async () => {
      rest = undefined
    },
  }
}

/** All pieces as one array. */
export async function collect(pull: PullPiece): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for (let piece = await pull(); piece !== undefined; piece = await pull()) {
    // Who gives it may use it again.
    pieces.push(piece.slice())
    bytes += piece.length
  }
  const file = new Uint8Array(bytes)
  let at = 0
  for (const piece of pieces) {
    file.set(piece, at)
    at += piece.length
  }
  return file
}
