import { quote } from '../values/write-literal.ts'
import type { PutManyDeed } from './deed.ts'

/** Writes a put; undefined for a value that cannot be kept. `ttl` is in milliseconds. */
type WritePut = (key: string, value: unknown, ttl: number | undefined) => string | undefined

/** Many puts, one below the other, and a comment that names the keys whose values cannot be kept. */
export function writePuts({ batches }: PutManyDeed, writePut: WritePut): string {
  const puts = batches.flatMap(({ entries, ttl }) =>
    entries.map(([key, value]) => ({ key, line: writePut(key, value, ttl) })),
  )
  const leftOut = puts.filter(({ line }) => line === undefined).map(({ key }) => `//   ${quote(key)}`)
  const note = leftOut.length === 0 ? [] : ['// Left out, as this API cannot keep their values:', ...leftOut]
  return [...puts.flatMap(({ line }) => line ?? []), ...note].join('\n')
}
