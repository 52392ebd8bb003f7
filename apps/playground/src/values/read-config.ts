import type { NamespaceConfig } from 'kvasir'
import { readDuration } from './read-duration.ts'

/** What a namespace form holds, or what is wrong with its metadata. */
export type ReadConfig =
  | { readonly config: NamespaceConfig; readonly fault: undefined }
  | { readonly config: undefined; readonly fault: string }

/** Reads the fields of a namespace form; what is left empty or unchecked is undefined, as if it were not given. */
export function readConfig(fields: FormData): ReadConfig {
  const text = (name: string): string => String(fields.get(name) ?? '').trim()
  const count = (name: string): number | undefined => (text(name) === '' ? undefined : Number(text(name)))
  const isChecked = (name: string): true | undefined => fields.has(name) || undefined
  const eviction = text('eviction')
  try {
    const config: NamespaceConfig = {
      description: text('description') || undefined,
      ttl: readDuration(fields),
      sliding: isChecked('sliding'),
      history: count('history'),
      maxEntries: count('maxEntries'),
      maxBytes: count('maxBytes'),
      maxValueBytes: count('maxValueBytes'),
      eviction: eviction === 'lru' || eviction === 'oldest' ? eviction : undefined,
      storage: text('storage') === 'memory' ? 'memory' : undefined,
      compression: isChecked('compression'),
      metadata: text('metadata') === '' ? undefined : JSON.parse(text('metadata')),
    }
    return { config, fault: undefined }
  } catch (error) {
    return { config: undefined, fault: error instanceof Error ? error.message : String(error) }
  }
}
