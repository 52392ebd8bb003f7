import type { Peer } from './peer.ts'

/** The least that a store must keep of an entry. */
interface Row {
  readonly value: string
  readonly revision: number
  readonly expiresAt: number
  readonly writtenAt: number
}

/** A Map of the program's own that knows of each entry when it was written, as which one, and when it expires. */
export function mapOfRows(): Peer {
  const map = new Map<string, Row>()
  let revision = 0
  const put = (key: string, value: string): void => {
    map.set(key, { value, revision: ++revision, expiresAt: 0, writtenAt: Date.now() })
  }
  return {
    name: 'Map of rows',
    fill(keys, values) {
      keys.forEach((key, i) => put(key, values[i]!))
    },
    get(keys) {
      let sum = 0
      for (const key of keys) {
        const row = map.get(key)!
        if (row.expiresAt === 0 || Date.now() < row.expiresAt) sum += row.value.length
      }
      return sum
    },
    put(keys, values) {
      for (let i = 0; i < keys.length; i++) put(keys[i]!, values[i]!)
      return keys.length
    },
  }
}
