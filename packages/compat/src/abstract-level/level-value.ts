import { KvasirError } from '@kvasir/core'
import type { LevelFormat } from './level-key.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Text or bytes as abstract-level wants them; what another face has put, and is neither, throws `INVALID_VALUE`. */
export function fromKvasirValue(key: string, value: unknown, format: LevelFormat): string | Uint8Array {
  if (typeof value === 'string') return format === 'utf8' ? value : encoder.encode(value)
  if (value instanceof Uint8Array) return format === 'utf8' ? decoder.decode(value) : value
  throw new KvasirError(
    'INVALID_VALUE',
    `The value of the key ${JSON.stringify(key)} is neither text nor bytes, and abstract-level knows nothing else: read it from the namespace itself.`,
  )
}
