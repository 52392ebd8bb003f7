import type { BackendSuite } from '../describe-backend.ts'
import { commit, remove, rowOf, set, span, write } from './build.ts'

export function replacedTests({ test, expect }: BackendSuite): void {
  test('a commit tells the rows that its writes replaced', async (backend) => {
    const text = set('a', 'text', { expiresAt: 9_000, writtenAt: 8, metadata: '{"m":1}' })
    const bytes = set('b', new Uint8Array([1, 2]))
    const { first } = await write(backend, text, bytes, set('c'))
    const { replaced } = await commit(backend, {
      checks: [],
      writes: [
        set('a', 'new'),
        remove('b'),
        set('none'),
        remove('neither'),
        { kind: 'deleteRange', ...span('c', 'd') },
      ],
      replaced: true,
    })
    expect(replaced).toEqual([rowOf(text, first), rowOf(bytes, first + 1), undefined, undefined, undefined])
  })

  test('an expired row that is replaced is told like any other', async (backend) => {
    const expired = set('a', 'v', { expiresAt: 1, writtenAt: 0 })
    const { first } = await write(backend, expired)
    const { replaced } = await commit(backend, { checks: [], writes: [remove('a')], replaced: true })
    expect(replaced).toEqual([rowOf(expired, first)])
  })

  test('a write replaces what an earlier write of its batch has left', async (backend) => {
    await write(backend, set('a', 'old'), set('b', 'old'))
    const one = set('a', '1')
    const { first, replaced } = await commit(backend, {
      checks: [],
      writes: [one, remove('a'), remove('a'), { kind: 'deleteRange', ...span('b') }, set('b')],
      replaced: true,
    })
    expect([replaced[0]?.value, ...replaced.slice(1)]).toEqual([
      'old',
      rowOf(one, first),
      undefined,
      undefined,
      undefined,
    ])
  })
}
