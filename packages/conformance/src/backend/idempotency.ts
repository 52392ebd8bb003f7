import { REMEMBERED_IDS, type Backend } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { commit, keysIn, remove, set, SPACE, write } from './build.ts'
import { removeWithMark, trace, TRACES } from './marks.ts'

const valueOf = async (backend: Backend, key: string): Promise<unknown> =>
  (await backend.get(SPACE, key))?.value

export function idempotencyTests({ test, testWith, expect, atLength }: BackendSuite): void {
  test('a batch that is sent twice sets its marks once', async (backend) => {
    await write(backend, set('a'))
    const batch = { checks: [], writes: [removeWithMark('a', trace('a'))], id: 'once' }
    await commit(backend, batch)
    await write(backend, remove('a', TRACES), set('a'))
    await commit(backend, batch)
    expect(await backend.get(TRACES, 'a')).toBe(undefined)
    expect((await backend.get(SPACE, 'a'))?.key).toBe('a')
  })

  test('a batch whose id was committed is not applied again, and gets the first answer', async (backend) => {
    const batch = { checks: [], writes: [set('a', 'once'), remove('b')], id: 'id' }
    const { first, last } = await commit(backend, batch)
    await write(backend, set('a', 'later'), set('b', 'later'))
    const again = await commit(backend, batch)
    expect([again.first, again.last]).toEqual([first, last])
    expect([await valueOf(backend, 'a'), await valueOf(backend, 'b')]).toEqual(['later', 'later'])
  })

  test('a repeated batch is not checked again', async (backend) => {
    const batch = {
      checks: [{ kind: 'key', space: SPACE, key: 'a', revision: 0 }],
      writes: [set('a')],
      id: 'id',
    } as const
    const { first } = await commit(backend, batch)
    expect((await commit(backend, batch)).first).toBe(first)
  })

  test('a batch that failed its checks can be repeated with its id until they hold', async (backend) => {
    const { first } = await write(backend, set('a'))
    const batch = {
      checks: [{ kind: 'key', space: SPACE, key: 'a', revision: 0 }],
      writes: [set('a', 'new')],
      id: 'id',
    } as const
    expect((await backend.commit(batch)).ok).toBe(false)
    await write(backend, remove('a'))
    expect((await commit(backend, batch)).first > first).toBe(true)
    expect(await valueOf(backend, 'a')).toBe('new')
  })

  test('other ids, and none, are other batches', async (backend) => {
    for (const id of ['id', 'ID', '', 'id\0', 'id ', '%', undefined, undefined]) {
      await commit(backend, { checks: [], writes: [set('a')], ...(id !== undefined && { id }) })
      expect(await keysIn(backend)).toEqual(['a'])
      await write(backend, remove('a'))
    }
  })

  test('two commits with one id that are issued together happen once', async (backend) => {
    const batch = { checks: [], writes: [set('a')], id: 'id' }
    const [one, two] = await Promise.all([commit(backend, batch), commit(backend, batch)])
    expect([two.first, two.last]).toEqual([one.first, one.last])
    expect((await backend.get(SPACE, 'a'))?.revision).toBe(one.first)
  })

  if (atLength) {
    test(`the last ${REMEMBERED_IDS} ids are remembered`, async (backend) => {
      const batchOf = (i: number) => ({ checks: [], writes: [set('a', `${i}`)], id: `id ${i}` })
      const { first } = await commit(backend, batchOf(0))
      const others = Array.from({ length: REMEMBERED_IDS - 1 }, (_, i) => commit(backend, batchOf(i + 1)))
      await Promise.all(others)
      expect((await commit(backend, batchOf(0))).first).toBe(first)
      expect(await valueOf(backend, 'a')).toBe(`${REMEMBERED_IDS - 1}`)
    })
  }

  testWith('reopen', 'ids are remembered by data that is opened again', async ({ backend, reopen }) => {
    const batch = { checks: [], writes: [set('a')], id: 'id' }
    const { first, last } = await commit(backend, batch)
    await write(backend, remove('a'))
    const reopened = await reopen()
    const again = await commit(reopened, batch)
    expect([again.first, again.last]).toEqual([first, last])
    expect(await keysIn(reopened)).toEqual([])
  })

  testWith('another', 'ids are remembered across connections', async ({ backend, another }) => {
    const other = await another()
    const batch = { checks: [], writes: [set('a')], id: 'id' }
    const { first } = await commit(backend, batch)
    expect((await commit(other, batch)).first).toBe(first)
  })
}
