/** The errors that users of the types should see; checked by the compiler, never run. */
import { memory } from '@kvasir/memory'
import type { AsyncNamespace, Entry, Namespace, Page, Store, SyncNamespace } from './api.ts'
import type { Backend, Mode } from './contract.ts'
import { asyncStore, syncStore } from './shell/store.ts'
import { toAsync } from './to-async.ts'

interface User {
  readonly name: string
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(...proof: [Same<A, B>]): void {
  void proof
}

declare const indexed: Backend<'async'>
const here = syncStore(memory())
const there = asyncStore(indexed)
const users = here.namespace<User>('users')
const remote = there.namespace<User>('users')

// A store is as synchronous as its backend.
// @ts-expect-error an asynchronous backend cannot answer at once
syncStore(indexed)
// @ts-expect-error a synchronous backend needs toAsync
asyncStore(memory())
asyncStore(toAsync(memory()))

// Values are typed, and what is a value on one is a promise on the other.
const local = users.get('ada')
const awaited = remote.get('ada')
same<typeof local, User | undefined>(true)
same<typeof awaited, Promise<User | undefined>>(true)
// @ts-expect-error there may be no entry
void users.get('ada').name
// @ts-expect-error a promise has no name
void remote.get('ada')?.name
// @ts-expect-error not a User
users.put('ada', { nickname: 'A' })
// @ts-expect-error not a User
remote.putMany([['ada', 1]])
users.update('ada', (user) => ({ name: user?.name ?? 'Ada' }))
// @ts-expect-error the function given to update is synchronous
users.update('ada', async () => ({ name: 'Ada' }))

// Iteration follows the mode.
for (const [key, user] of users) same<[typeof key, typeof user], [string, User]>(true)
for await (const [key, user] of remote) same<[typeof key, typeof user], [string, User]>(true)
// @ts-expect-error an asynchronous namespace needs for await
for (const _ of remote) break

// A list without values has none.
const full = users.list({ limit: 5 })
same<typeof full, Page<Entry<User>>>(true)
// @ts-expect-error values were not asked for
void users.list({ values: false }).entries[0]?.value

// Options are checked by name.
// @ts-expect-error there is no such option
users.put('ada', { name: 'Ada' }, { tll: 5 })
// @ts-expect-error a namespace is not reconfigured by opening it
here.namespace('users', { ttl: 5 })

// Transactions are as synchronous as their store.
here.transaction((tx) => tx.namespace<User>('users').get('ada'))
const name = there.transaction(async (tx) => (await tx.namespace<User>('users').get('ada'))?.name)
same<typeof name, Promise<string | undefined>>(true)
// @ts-expect-error the function given to an asynchronous transaction returns a promise
there.transaction((tx) => tx.namespace('users').name)

// Bytes take what holds bytes; a stream only where there is time to read it.
const files = here.namespace<Uint8Array>('files')
const remoteFiles = there.namespace<Uint8Array>('files')
files.put('a', new ArrayBuffer(8))
remoteFiles.put('a', new Blob([]).stream())
// @ts-expect-error a synchronous store cannot wait for a stream
files.put('a', new Blob([]).stream())
// @ts-expect-error a User is no buffer
users.put('a', new ArrayBuffer(8))

// One function serves both modes.
export async function rename<M extends Mode>(store: Store<M>, to: string): Promise<User | undefined> {
  const any: Namespace<User> = store.namespace<User>('users') as SyncNamespace<User> | AsyncNamespace<User>
  await any.put('ada', { name: to })
  return await any.get('ada')
}
await rename(here, 'Ada')
await rename(there, 'Ada')
