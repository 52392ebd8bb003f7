import { KvasirError } from '@kvasir/core'

/** Which database of the origin private file system. */
export interface OpfsDatabase {
  readonly name: string
  /** Where in OPFS databases lie, each in a directory of its own; `kvasir-sqlite` unless given. */
  readonly directory?: string | undefined
}

const DIRECTORY = 'kvasir-sqlite'

/** The path of the directory of a database. Throws `INVALID_OPTION`. */
export function folderOf({ name, directory = DIRECTORY }: OpfsDatabase): string {
  if (typeof name !== 'string' || name === '' || !name.isWellFormed()) {
    throw new KvasirError(
      'INVALID_OPTION',
      'The name of a database must be a well-formed text that is not empty.',
    )
  }
  // Neither `.` nor `..` is a name of a directory.
  return `${directory}/${encodeURIComponent(name).replaceAll('.', '%2E')}`
}
