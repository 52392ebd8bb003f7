import { KvasirError, type NamespaceHead } from '@kvasir/core'
import type { Header } from '../../records.ts'
import { isObject } from './parse-line.ts'
import { NAME, VERSION } from './format.ts'

/** The header of a file. Throws `UNSUPPORTED_DATABASE` for one of something else, or of a newer version. */
export function parseHeader(content: unknown): Header {
  if (!isObject(content) || content['kvasir'] !== NAME) throw unsupported('This is no export of Kvasir.')
  const { version, at, namespaces, entries, prefix, history } = content
  if (version !== VERSION) {
    throw unsupported(
      `This export has version ${String(version)}, and this release reads version ${VERSION}: import it with a newer one.`,
    )
  }
  if (!Array.isArray(namespaces) || !namespaces.every(isHead)) {
    throw unsupported('The first line of this export does not say which namespaces there are.')
  }
  return {
    namespaces,
    at: typeof at === 'number' ? at : 0,
    entries: typeof entries === 'number' ? entries : undefined,
    prefix: typeof prefix === 'string' ? prefix : undefined,
    history: history === true,
  }
}

function isHead(head: unknown): head is NamespaceHead {
  return isObject(head) && typeof head['name'] === 'string'
}

function unsupported(message: string): KvasirError {
  return new KvasirError('UNSUPPORTED_DATABASE', message)
}
