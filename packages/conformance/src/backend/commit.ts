import type { BackendSuite } from '../describe-backend.ts'
import { commit, keysIn, remove, scanOf, set, span, SPACE, tallyOf, write } from './build.ts'

export function commitTests({ test, expect }: BackendSuite): void {
  test('writes happen in their order', async (backend) => {
    await write(backend, set('c', 'old'), set('d', 'old'))
    await write(
      backend,
      set('a', '1'),
      set('a', '2'),
      set('b'),
      remove('b'),
      remove('c'),
      set('c', 'new'),
      set('e', 'old'),
      { kind: 'deleteRange', ...span('d', 'f') },
      set('f'),
      set('d', 'new'),
    )
    const rows = await backend.scan(scanOf())
    expect(rows.map(({ key, value }) => [key, value])).toEqual([
      ['a', '2'],
      ['c', 'new'],
      ['d', 'new'],
      ['f', 'value of f'],
    ])
  })

  test('write number i has revision first + i, deletions counted', async (backend) => {
    await write(backend, set('z'))
    const { first, last } = await write(
      backend,
      set('a'),
      remove('a'),
      { kind: 'deleteRange', ...span('x') },
      set('b'),
      set('b'),
    )
    expect(last).toBe(first + 4)
    expect((await backend.get(SPACE, 'b'))?.revision).toBe(last)
    const next = await write(backend, set('c'))
    expect(next.first > last).toBe(true)
    expect((await backend.get(SPACE, 'c'))?.revision).toBe(next.first)
  })

  test('revisions start above 0 and rise over all spaces', async (backend) => {
    let newest = 0
    for (let i = 0; i < 20; i++) {
      const { first, last } = await write(backend, set('a', `${i}`, { space: i % 3 }), remove('a', i % 3))
      expect(first > newest && last === first + 1).toBe(true)
      newest = last
    }
  })

  test('a revision is not given again when the newest row was deleted', async (backend) => {
    const { last } = await write(backend, set('a'))
    const deletion = await write(backend, remove('a'))
    const cleared = await write(backend, { kind: 'deleteRange', ...span() })
    const again = await write(backend, set('a'))
    expect(deletion.first > last && cleared.first > deletion.last && again.first > cleared.last).toBe(true)
  })

  test('a batch has revisions above the one that it names, and others go on from there', async (backend) => {
    const { last: before } = await write(backend, set('a'))
    const far = before + 5_000
    const { first, last } = await commit(backend, { checks: [], writes: [set('b'), set('c')], above: far })
    expect(first > far && last === first + 1).toBe(true)
    expect((await backend.get(SPACE, 'c'))?.revision).toBe(last)
    const next = await commit(backend, { checks: [], writes: [set('d')], above: 1 })
    expect(next.first > last).toBe(true)
    expect((await write(backend, set('e'))).first > next.first).toBe(true)
  })

  test('a batch without writes changes nothing and is no error', async (backend) => {
    const { last } = await write(backend, set('a'))
    expect((await backend.commit({ checks: [], writes: [] })).ok).toBe(true)
    expect((await backend.get(SPACE, 'a'))?.revision).toBe(last)
    expect((await write(backend, set('b'))).first > last).toBe(true)
  })

  test('deleteRange deletes from its first key to before its end, in its space', async (backend) => {
    const keys = ['', 'a', 'aa', 'b', 'b\0', 'c', '\uffff', '\u{10000}']
    await write(backend, ...keys.flatMap((key) => [set(key), set(key, 'other', { space: SPACE + 1 })]))
    await write(backend, { kind: 'deleteRange', ...span('aa', 'b\0') })
    expect(await keysIn(backend)).toEqual(['', 'a', 'b\0', 'c', '\uffff', '\u{10000}'])
    await write(backend, { kind: 'deleteRange', ...span('\uffff', '\u{10000}') })
    expect(await keysIn(backend)).toEqual(['', 'a', 'b\0', 'c', '\u{10000}'])
    await write(backend, { kind: 'deleteRange', ...span('c', 'b') })
    await write(backend, { kind: 'deleteRange', ...span('c', 'c') })
    expect(await keysIn(backend)).toEqual(['', 'a', 'b\0', 'c', '\u{10000}'])
    await write(backend, { kind: 'deleteRange', ...span('b\0') })
    expect(await keysIn(backend)).toEqual(['', 'a'])
    await write(backend, { kind: 'deleteRange', ...span() })
    expect(await keysIn(backend)).toEqual([])
    expect(await keysIn(backend, { space: SPACE + 1 })).toEqual(keys)
  })

  test('a batch of thousands of writes is one commit', async (backend) => {
    const writes = Array.from({ length: 2_000 }, (_, i) => set(`key ${10_000 + i}`))
    const { first, last } = await write(backend, ...writes)
    expect(last - first).toBe(1_999)
    expect((await backend.stat(tallyOf())).rows).toBe(2_000)
    expect((await backend.get(SPACE, 'key 11999'))?.revision).toBe(last)
  })

  test('both durabilities are accepted', async (backend) => {
    await commit(backend, { checks: [], writes: [set('a')], durability: 'strict' })
    await commit(backend, { checks: [], writes: [set('b')], durability: 'relaxed' })
    expect(await keysIn(backend)).toEqual(['a', 'b'])
  })

  test('revisions rise in the order of the commits, however soon one follows the other', async (backend) => {
    for (let i = 0; i < 3; i++) await write(backend, set('a'))
    for (let delay = 0; delay < 20; delay++) {
      const first = backend.commit({ checks: [], writes: [set('b')], replaced: true })
      for (let i = 0; i < delay; i++) await undefined
      const second = backend.commit({ checks: [], writes: [set('a')] })
      const [one, two] = await Promise.all([first, second])
      expect(one.ok && two.ok && one.last < two.first).toBe(true)
    }
  })

  test('what is issued later sees what was issued before it', async (backend) => {
    const answers = [
      backend.commit({ checks: [], writes: [set('a', '1')] }),
      backend.get(SPACE, 'a'),
      backend.commit({ checks: [], writes: [set('a', '2'), set('b', '2')] }),
      backend.get(SPACE, 'a'),
      backend.getMany(SPACE, ['a', 'b']),
      backend.scan(scanOf()),
      backend.stat(tallyOf()),
      backend.commit({
        checks: [{ kind: 'key', space: SPACE, key: 'c', revision: 0 }],
        writes: [remove('a')],
      }),
      backend.get(SPACE, 'a'),
    ] as const
    const [one, got, two, gotAgain, many, page, stat, three, gone] = await Promise.all(answers)
    expect([one.ok, two.ok, three.ok]).toEqual([true, true, true])
    expect([got?.value, gotAgain?.value, gone]).toEqual(['1', '2', undefined])
    expect(many.map((row) => row?.value)).toEqual(['2', '2'])
    expect(page.map(({ key }) => key)).toEqual(['a', 'b'])
    expect(stat.rows).toBe(2)
  })

  test('commits that are issued together get revisions in their order', async (backend) => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => write(backend, set('a', `${i}`))))
    const firsts = answers.map(({ first }) => first)
    expect(firsts).toEqual(firsts.toSorted((a, b) => a - b))
    expect(new Set(firsts).size).toBe(50)
    expect((await backend.get(SPACE, 'a'))?.value).toBe('49')
  })
}
