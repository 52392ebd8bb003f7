import { REMEMBERED_IDS, type SetWrite } from '@kvasir/core'
import { expect, test } from 'vitest'
import { memory } from './index.ts'

function set(key: string, space = 1): SetWrite {
  return {
    kind: 'set',
    space,
    key,
    type: 'text',
    value: key,
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

test('the oldest of too many ids is forgotten', () => {
  const backend = memory()
  for (let i = 0; i <= REMEMBERED_IDS; i++) backend.commit({ checks: [], writes: [set('a')], id: `${i}` })
  expect(backend.commit({ checks: [], writes: [set('a')], id: '1' })).toMatchObject({ first: 2 })
  expect(backend.commit({ checks: [], writes: [set('a')], id: '0' })).toMatchObject({
    first: REMEMBERED_IDS + 2,
  })
})

test('two backends share nothing', () => {
  const [one, two] = [memory(), memory()]
  one.commit({ checks: [], writes: [set('a')] })
  expect(two.get(1, 'a')).toBeUndefined()
  two.close()
  expect(one.get(1, 'a')?.value).toBe('a')
})

test('a space that is emptied whole in the middle of a batch takes the writes after it', () => {
  const backend = memory()
  backend.commit({ checks: [], writes: [set('a'), set('a', 2)] })
  const everything = { kind: 'deleteRange', space: 1, from: '', to: undefined } as const
  backend.commit({ checks: [], writes: [set('b'), everything, set('c')] })
  const all = { from: '', to: undefined, limit: 9, reverse: false, select: 'rows' } as const
  expect(backend.scan({ ...all, space: 1 }).map(({ key }) => key)).toEqual(['c'])
  expect(backend.scan({ ...all, space: 2 }).map(({ key }) => key)).toEqual(['a'])
})

test('a row keeps the very bytes it was given', () => {
  const value = Uint8Array.of(1, 2)
  const backend = memory()
  backend.commit({ checks: [], writes: [{ ...set('a'), type: 'bytes', value }] })
  expect(backend.get(1, 'a')?.value).toBe(value)
})
