import type { Backend, ExpiryScan, RevisionScan } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { remove, set, SPACE, write } from './build.ts'

const PAGE = { space: SPACE, limit: 1_000, select: 'rows' } as const

async function byRevision(backend: Backend, more: Partial<RevisionScan> = {}): Promise<string[]> {
  const scan = { ...PAGE, order: 'revision', after: 0, before: Infinity, reverse: false, ...more } as const
  return (await backend.scan(scan)).map(({ key }) => key)
}

async function byExpiry(backend: Backend, more: Partial<ExpiryScan> = {}): Promise<string[]> {
  return (await backend.scan({ ...PAGE, order: 'expiry', until: Infinity, ...more })).map(({ key }) => key)
}

export function revisionScanTests({ test, expect, testWith }: BackendSuite): void {
  test('rows come in the order of their writing, whatever their keys', async (backend) => {
    await write(backend, set('c'), set('a'), set('b'))
    expect(await byRevision(backend)).toEqual(['c', 'a', 'b'])
    expect(await byRevision(backend, { reverse: true })).toEqual(['b', 'a', 'c'])
  })

  test('a row that is written again moves to the end, and one that is deleted is not there', async (backend) => {
    await write(backend, set('a'), set('b'), set('c'))
    expect(await byRevision(backend)).toEqual(['a', 'b', 'c'])
    await write(backend, set('a', 'again'), remove('b'))
    expect(await byRevision(backend)).toEqual(['c', 'a'])
    await write(backend, set('b'))
    expect(await byRevision(backend)).toEqual(['c', 'a', 'b'])
  })

  test('both ends are exclusive, and a page has at most limit rows', async (backend) => {
    const { first } = await write(backend, set('a'), set('b'), set('c'), set('d'))
    expect(await byRevision(backend, { after: first })).toEqual(['b', 'c', 'd'])
    expect(await byRevision(backend, { before: first + 2 })).toEqual(['a', 'b'])
    expect(await byRevision(backend, { after: first, before: first + 3, limit: 1 })).toEqual(['b'])
    expect(await byRevision(backend, { limit: 2, reverse: true })).toEqual(['d', 'c'])
    expect(await byRevision(backend, { after: first + 3 })).toEqual([])
  })

  test('other spaces are not in it', async (backend) => {
    await write(backend, set('a'), set('x', 'elsewhere', { space: SPACE + 1 }), set('b'))
    expect(await byRevision(backend)).toEqual(['a', 'b'])
    expect(await byRevision(backend, { space: SPACE + 1 })).toEqual(['x'])
    expect(await byRevision(backend, { space: SPACE + 2 })).toEqual([])
  })

  test('the rows are whole, or heads when only those are wanted', async (backend) => {
    const { first } = await write(backend, set('a', 'text', { expiresAt: 9, metadata: '{}' }))
    const whole = await backend.get(SPACE, 'a')
    const scan = { ...PAGE, order: 'revision', after: 0, before: Infinity, reverse: false } as const
    expect(await backend.scan(scan)).toEqual([whole])
    const [head] = await backend.scan({ ...scan, select: 'heads' })
    expect([head?.key, head?.revision, head?.expiresAt, head?.metadata]).toEqual(['a', first, 9, '{}'])
  })

  test('pages, one after the other, show every row once while others are written', async (backend) => {
    await write(backend, ...Array.from({ length: 20 }, (_, i) => set(`k${i}`)))
    const seen: string[] = []
    let after = 0
    for (;;) {
      const page = await backend.scan({
        ...PAGE,
        limit: 3,
        order: 'revision',
        after,
        before: Infinity,
        reverse: false,
      })
      seen.push(...page.map(({ key }) => key))
      const last = page.at(-1)
      if (last === undefined) break
      after = last.revision
      if (seen.length === 6) await write(backend, remove('k8'), set('k0', 'again'))
    }
    const once = Array.from({ length: 20 }, (_, i) => `k${i}`).filter((key) => key !== 'k8')
    expect(seen).toEqual([...once, 'k0'])
  })

  testWith('another', 'what another connection writes is in it', async ({ backend, another }) => {
    await write(backend, set('a'))
    expect(await byRevision(backend)).toEqual(['a'])
    const other = await another()
    await write(other, set('b'), set('a', 'again'))
    await backend.flush()
    expect(await byRevision(backend)).toEqual(['b', 'a'])
    expect(await byRevision(other)).toEqual(['b', 'a'])
  })
}

export function expiryScanTests({ test, expect }: BackendSuite): void {
  test('rows come in the order of their expiry, those without one not at all', async (backend) => {
    await write(
      backend,
      set('c', 'x', { expiresAt: 30 }),
      set('never'),
      set('a', 'x', { expiresAt: 20 }),
      set('b', 'x', { expiresAt: 10 }),
    )
    expect(await byExpiry(backend)).toEqual(['b', 'a', 'c'])
    expect(await byExpiry(backend, { limit: 1 })).toEqual(['b'])
  })

  test('the last moment is inclusive', async (backend) => {
    await write(backend, set('a', 'x', { expiresAt: 10 }), set('b', 'x', { expiresAt: 11 }))
    expect(await byExpiry(backend, { until: 9 })).toEqual([])
    expect(await byExpiry(backend, { until: 10 })).toEqual(['a'])
    expect(await byExpiry(backend, { until: 11 })).toEqual(['a', 'b'])
  })

  test('a row counts with the expiry that it has now', async (backend) => {
    await write(backend, set('a', 'x', { expiresAt: 10 }), set('b', 'x', { expiresAt: 20 }))
    expect(await byExpiry(backend)).toEqual(['a', 'b'])
    await write(backend, set('a', 'x', { expiresAt: 30 }))
    expect(await byExpiry(backend)).toEqual(['b', 'a'])
    await write(backend, set('b', 'x'), remove('a'), set('a', 'x', { expiresAt: 30 }))
    expect(await byExpiry(backend)).toEqual(['a'])
  })

  test('other spaces are not in it', async (backend) => {
    await write(backend, set('a', 'x', { expiresAt: 10 }), set('b', 'x', { expiresAt: 5, space: SPACE + 1 }))
    expect(await byExpiry(backend)).toEqual(['a'])
    expect(await byExpiry(backend, { space: SPACE + 1 })).toEqual(['b'])
  })
}
