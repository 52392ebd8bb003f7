import { asyncStore, type Backend, type KvasirError } from '@kvasir/core'
import { indexeddb } from '@kvasir/indexeddb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { shared, type SharedOptions } from './index.ts'
import type * as modulesOfTab from './modules-of-tab.test-cases.ts'

/** What a frame has of its own, for its own realm. */
type Modules = typeof modulesOfTab

/** A tab: what is in it ends without a word when it is removed. */
interface Tab {
  readonly frame: HTMLIFrameElement
  readonly modules: Modules
}

const PAGE = `<script type="module">
  import * as modules from ${JSON.stringify(new URL('./modules-of-tab.test-cases.ts?bundled', import.meta.url).href)}
  frameElement.modules = modules
  frameElement.dispatchEvent(new Event('modules'))
</script>`

/** Milliseconds; for machines that do much else. */
const LONG = 120_000

const frames = new Set<HTMLIFrameElement>()
const joined = new Set<Backend<'async'>>()

let names = 0

afterEach(async () => {
  // First those whose tab is gone: they would never close.
  for (const backend of joined) await backend.close()
  joined.clear()
  for (const frame of frames) frame.remove()
  frames.clear()
})

function nameOfTest(): string {
  return `shared ${names++} ${performance.timeOrigin}`
}

async function openTab(): Promise<Tab> {
  const frame = document.createElement('iframe')
  frames.add(frame)
  frame.srcdoc = PAGE
  const loaded = new Promise((resolve) => frame.addEventListener('modules', resolve, { once: true }))
  document.body.append(frame)
  await loaded
  return { frame, modules: (frame as unknown as { modules: Modules }).modules }
}

async function join(
  name: string,
  { modules }: Pick<Tab, 'modules'> = { modules: { asyncStore, indexeddb, shared } },
  options: Partial<SharedOptions> = {},
): Promise<Backend<'async'>> {
  const open = () => modules.indexeddb({ name })
  const backend = await modules.shared({ name, open, patience: LONG, ...options })
  joined.add(backend)
  return backend
}

/** Clients that own the name, and that wait for it. */
async function whoHasLocks(name: string): Promise<unknown> {
  const { held = [], pending = [] } = await navigator.locks.query()
  const clientsOf = (locks: readonly LockInfo[]) =>
    locks.filter((lock) => lock.name === `kvasir:${name}:owner`).map(({ clientId }) => clientId)
  return { held: clientsOf(held), pending: clientsOf(pending) }
}

/** Closes the tab as a crash would. */
function crash({ frame }: Tab, backend: Backend<'async'>): void {
  joined.delete(backend)
  frames.delete(frame)
  frame.remove()
}

const roleOf = async (backend: Backend<'async'>): Promise<string> => (await backend.health()).role

/** Increments one counter `times` times, one after the other. */
async function count(
  backend: Backend<'async'>,
  times: number,
  onCounted: () => void,
  { asyncStore: storeOf }: Pick<Modules, 'asyncStore'> = { asyncStore },
): Promise<void> {
  const numbers = storeOf(backend).namespace('numbers')
  for (let i = 0; i < times; i++) {
    await numbers.increment('n')
    onCounted()
  }
}

const counted = (backend: Backend<'async'>) => asyncStore(backend).namespace('numbers').get('n')

const MEMBERS = 8
const TIMES = 50

describe('many who count together', () => {
  test('lose nothing in tabs', { timeout: LONG }, async () => {
    const name = nameOfTest()
    const tabs = await Promise.all(Array.from({ length: MEMBERS }, openTab))
    const members = await Promise.all(tabs.map((tab) => join(name, tab)))
    await Promise.all(members.map((member, i) => count(member, TIMES, () => {}, tabs[i]?.modules)))
    expect(await counted(members[0]!)).toBe(MEMBERS * TIMES)
  })

  test('lose nothing when the tab of the owner crashes in the middle', { timeout: LONG }, async () => {
    const name = nameOfTest()
    const tabs = await Promise.all(Array.from({ length: MEMBERS }, openTab))
    const members = [await join(name, tabs[0])]
    members.push(...(await Promise.all(tabs.slice(1).map((tab) => join(name, tab)))))
    expect(await roleOf(members[0]!)).toBe('owner')
    let acknowledged = 0
    let left = TIMES / 2
    const { promise: inTheMiddle, resolve } = Promise.withResolvers<void>()
    const others = members.slice(1)
    // What happens in a tab that is gone never settles.
    void count(
      members[0]!,
      TIMES,
      () => {
        acknowledged++
        if (--left === 0) resolve()
      },
      tabs[0]?.modules,
    )
    const counting = others.map((member, i) =>
      count(member, TIMES, () => void acknowledged++, tabs[i + 1]?.modules),
    )
    await inTheMiddle
    crash(tabs[0]!, members[0]!)
    await Promise.all(counting)
    expect(acknowledged).toBeGreaterThanOrEqual((MEMBERS - 1) * TIMES + TIMES / 2)
    const total = Number(await counted(others[0]!))
    expect([acknowledged, acknowledged + 1]).toContain(total)
    const roles = await Promise.all(others.map(roleOf))
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1)
  })

  test('lose nothing when every owner crashes in its turn', { timeout: LONG }, async () => {
    const name = nameOfTest()
    const tabs = await Promise.all(Array.from({ length: 4 }, openTab))
    const members = await Promise.all(tabs.map((tab) => join(name, tab)))
    const survivor = await join(name)
    const commits: Promise<void>[] = []
    while (tabs.length > 0) {
      const roles = await Promise.all(members.map(roleOf))
      const owner = roles.indexOf('owner')
      commits.push(count(survivor, 50, () => {}))
      crash(tabs[owner]!, members[owner]!)
      members.splice(owner, 1)
      tabs.splice(owner, 1)
      await roleOf(survivor)
    }
    await Promise.all(commits)
    expect(await counted(survivor)).toBe(commits.length * 50)
    expect(await roleOf(survivor)).toBe('owner')
  })
})

describe('a page that is put aside', () => {
  test.each([
    ['freeze', 'resume'],
    ['pagehide', 'pageshow'],
  ])('hands over on %s, and is a guest and next in line from %s on', async (rest, wake) => {
    const name = nameOfTest()
    const [one, two] = [await openTab(), await openTab()]
    const [first, second] = [await join(name, one), await join(name, two)]
    const tell = (type: string): void => {
      const target = type.startsWith('page') ? one.frame.contentWindow : one.frame.contentDocument
      target?.dispatchEvent(new PageTransitionEvent(type, { persisted: true }))
    }
    expect([await roleOf(first), await roleOf(second)]).toEqual(['owner', 'guest'])
    const writing = count(first, 20, () => {}, one.modules)
    tell(rest)
    await Promise.all([writing, count(second, 20, () => {}, two.modules)])
    expect(await counted(second)).toBe(40)
    expect([await roleOf(first), await roleOf(second)]).toEqual(['guest', 'owner'])
    await second.close()
    // The browser gives a lock back a moment after it was told to.
    await vi.waitFor(async () => expect(await whoHasLocks(name)).toEqual({ held: [], pending: [] }))
    const waiting = count(first, 1, () => {}, one.modules)
    tell(wake)
    await waiting
    expect([await roleOf(first), await counted(first)]).toEqual(['owner', 41])
  })

  test('hands nothing over when it is closed for good, which the browser does', async () => {
    const name = nameOfTest()
    const [one, two] = [await openTab(), await openTab()]
    const [first, second] = [await join(name, one), await join(name, two)]
    one.frame.contentWindow?.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }))
    await count(second, 1, () => {}, two.modules)
    expect([await roleOf(first), await roleOf(second)]).toEqual(['owner', 'guest'])
  })
})

test('a sandboxed frame has no Web Locks, which is UNAVAILABLE', async () => {
  const frame = document.createElement('iframe')
  frames.add(frame)
  frame.sandbox.add('allow-scripts')
  const told = new Promise<MessageEvent>((resolve) => addEventListener('message', resolve, { once: true }))
  // Modules are not loaded from another origin: what a lock manager does there is asked for itself.
  frame.srcdoc = `<script>
    const tell = (name) => parent.postMessage(name, '*')
    navigator.locks.request('a', () => {}).then(() => tell('granted'), ({ name }) => tell(name))
  </script>`
  document.body.append(frame)
  const { data } = await told
  const refusal = new DOMException('denied', data as string)
  const locks = { request: () => Promise.reject(refusal) }
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true })
  const failure = await join(nameOfTest()).then(
    () => expect.unreachable(),
    (error: unknown) => error as KvasirError,
  )
  Reflect.deleteProperty(navigator, 'locks')
  expect([failure.code, failure.cause]).toEqual(['UNAVAILABLE', refusal])
})
