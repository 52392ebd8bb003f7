import { KvasirError } from '@kvasir/core'
import { checkOwner } from '../migrate.ts'
import type { PullPiece } from './sqlite-file.ts'

/** The header of a database and where it has what, big-endian: https://sqlite.org/fileformat.html#the_database_header */
const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
const PAGE_SIZE = 16
const CHANGES = 24
const PAGES = 28
const USER_VERSION = 60
const APPLICATION_ID = 68
const PAGES_VALID_FOR = 92

/**
 * The same pieces, refused with `UNSUPPORTED_DATABASE` as soon as they show that the file is not Kvasir's or is of a
 * newer version, and with `DAMAGED` when it ends too early.
 */
export function checkingHeader(pull: PullPiece): PullPiece {
  let header: Uint8Array | undefined = new Uint8Array()
  let expected = 0
  let received = 0
  return async () => {
    const piece = await pull()
    received += piece?.length ?? 0
    if (header !== undefined) {
      header = concat(header, (piece ?? new Uint8Array()).subarray(0, HEADER_BYTES))
      if (piece === undefined || header.length >= HEADER_BYTES) {
        expected = checkHeader(header)
        header = undefined
      }
    }
    if (piece === undefined && received < expected) {
      throw new KvasirError('DAMAGED', `The file is cut: it has ${received} of ${expected} bytes.`)
    }
    return piece
  }
}

/** Returns how many bytes the whole file must have; 0 when the header does not tell. */
function checkHeader(header: Uint8Array): number {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  const isSqlite =
    header.length >= HEADER_BYTES && String.fromCharCode(...header.subarray(0, MAGIC.length)) === MAGIC
  if (!isSqlite) throw new KvasirError('UNSUPPORTED_DATABASE', 'The file is no SQLite database.')
  checkOwner(view.getUint32(APPLICATION_ID), view.getUint32(USER_VERSION))
  const pageSize = view.getUint16(PAGE_SIZE)
  const areValid = view.getUint32(CHANGES) === view.getUint32(PAGES_VALID_FOR)
  return areValid ? (pageSize === 1 ? 65_536 : pageSize) * view.getUint32(PAGES) : 0
}

function concat(one: Uint8Array, two: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + two.length)
  both.set(one)
  both.set(two, one.length)
  return both
}
