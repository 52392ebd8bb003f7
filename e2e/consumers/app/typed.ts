import { isKvasirError, memory, openStore, rich, type SyncNamespace, syncStore } from 'kvasir'
import { sqlite } from '@kvasir/sqlite'
import { sqljs } from '@kvasir/sqlite/sqljs'

interface User {
  readonly name: string
  readonly age?: number
}

const store = await openStore({ backend: 'memory' })
const users = store.namespace<User>('users')
await users.put('ada', { name: 'Ada' }, { ttl: 60_000 })
export const ada: User | undefined = await users.get('ada')
export const names: string[] = []
for await (const [, user] of users) names.push(user.name)

// @ts-expect-error A user has a name.
await users.put('eve', { age: 7 })
// @ts-expect-error There may be no such user.
export const eve: User = await users.get('eve')
// @ts-expect-error A time to live is a number of milliseconds.
await users.put('eve', { name: 'Eve' }, { ttl: '1m' })

export const visits: SyncNamespace<number> = syncStore(memory(), { rich }).namespace<number>('visits')
export const count: number = visits.increment('/')
export const inSqlite: number = syncStore(sqlite(await sqljs()))
  .namespace<number>('visits')
  .increment('/')

try {
  await users.put('eve', { name: 'Eve' }, { ifRevision: 7 })
} catch (error) {
  if (isKvasirError(error) && error.code === 'CONFLICT') names.push(String(error.revision))
  // @ts-expect-error There is no such code.
  if (isKvasirError(error) && error.code === 'CONFLICTS') names.push('')
}
