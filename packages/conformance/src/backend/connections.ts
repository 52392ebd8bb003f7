import type { BackendSuite } from '../describe-backend.ts'
import { keysIn, remove, set, span, SPACE, tallyOf, write } from './build.ts'

export function connectionTests({ testWith, expect }: BackendSuite): void {
  testWith('another', 'a commit of one connection is seen by the other', async ({ backend, another }) => {
    const other = await another()
    await write(backend, set('a'), set('b'))
    expect(await keysIn(other)).toEqual(['a', 'b'])
    await write(other, remove('a'), set('c'))
    expect(await keysIn(backend)).toEqual(['b', 'c'])
    expect((await backend.stat(tallyOf())).rows).toBe(2)
    expect((await backend.get(SPACE, 'a'))?.key).toBe(undefined)
    await write(other, { kind: 'deleteRange', ...span() })
    expect((await backend.stat(tallyOf({ bytes: true }))).bytes).toBe(0)
  })

  testWith('another', 'two connections never give the same revision', async ({ backend, another }) => {
    const other = await another()
    let newest = 0
    for (let i = 0; i < 10; i++) {
      const { first, last } = await write(i % 3 === 0 ? other : backend, set('a'), remove('a'))
      expect(first > newest).toBe(true)
      newest = last
    }
    const together = await Promise.all(
      Array.from({ length: 20 }, (_, i) => write(i % 2 === 0 ? backend : other, set(`${i}`))),
    )
    expect(new Set(together.map(({ first }) => first)).size).toBe(20)
  })

  testWith('another', 'checks see what the other connection has committed', async ({ backend, another }) => {
    const other = await another()
    const { first } = await write(backend, set('a'))
    await write(other, set('a'))
    const key = { kind: 'key', space: SPACE, key: 'a', revision: first } as const
    const range = { kind: 'range', ...span(), rows: 1, revision: first } as const
    expect((await backend.commit({ checks: [key], writes: [set('b')] })).ok).toBe(false)
    expect((await backend.commit({ checks: [range], writes: [set('b')] })).ok).toBe(false)
    expect(await keysIn(other)).toEqual(['a'])
  })

  testWith(
    'another',
    'counting by compare-and-set over two connections loses nothing',
    async ({ backend, another }) => {
      const other = await another()
      await write(backend, set('n', '0'))
      const count = async (connection: typeof backend): Promise<void> => {
        for (let done = 0; done < 20;) {
          const row = await connection.get(SPACE, 'n')
          const check = { kind: 'key', space: SPACE, key: 'n', revision: row?.revision ?? 0 } as const
          const answer = await connection.commit({
            checks: [check],
            writes: [set('n', `${Number(row?.value) + 1}`)],
          })
          if (answer.ok) done++
        }
      }
      await Promise.all([count(backend), count(other)])
      expect((await other.get(SPACE, 'n'))?.value).toBe('40')
    },
  )

  testWith('another', 'closing one connection leaves the other open', async ({ backend, another }) => {
    const other = await another()
    await write(backend, set('a'))
    await backend.close()
    await write(other, set('b'))
    expect(await keysIn(other)).toEqual(['a', 'b'])
  })
}
