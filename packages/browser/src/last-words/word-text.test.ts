import type { KvasirError } from '@kvasir/core'
import { describe, expect, test } from 'vitest'
import { fromText } from './read-word.ts'
import { toText } from './word-text.ts'
import { type Spoken, toSpoken, type Word } from './word.ts'

const SET = { kind: 'set', space: 5, expiresAt: 9, writtenAt: 8 } as const

const WORD: Word = {
  id: 'page.1',
  at: 7,
  batches: [
    {
      checks: [
        { kind: 'key', space: 0, key: 'guard', revision: 3 },
        { kind: 'range', space: 5, from: 'a', to: undefined, rows: 2, revision: 4 },
      ],
      writes: [
        { ...SET, key: 'text', type: 'text', value: 'lone \ud800 surrogate', metadata: '{"a":1}' },
        { ...SET, key: 'bytes', type: 'bytes', value: Uint8Array.of(0, 127, 255), metadata: undefined },
        { kind: 'delete', space: 5, key: '\u{10ffff}\0' },
        { kind: 'deleteRange', space: 5, from: '', to: 'z' },
      ],
      id: 'mine',
      durability: 'strict',
    },
    { checks: [], writes: [{ kind: 'deleteRange', space: 5, from: '', to: undefined }] },
  ],
  seen: [[1, 0, undefined, undefined], [undefined]],
  given: [8, undefined],
}

function codeOf(text: string): string {
  try {
    fromText(text)
    return 'none'
  } catch (error) {
    return (error as KvasirError).code
  }
}

describe('the text of a word', () => {
  test('holds everything of it, bytes and lone surrogates included', () => {
    const spoken = toSpoken(WORD, 1_000)
    expect(fromText(toText(spoken))).toEqual(spoken)
  })

  test('that was taken back holds its id, its time and the revisions that it was given', () => {
    const spoken: Spoken = { ...toSpoken(WORD, 1_000), word: undefined }
    expect(fromText(toText(spoken))).toEqual({
      id: 'page.1',
      saidAt: 1_000,
      given: { first: 8, last: 11 },
      word: undefined,
    })
  })

  test.each(['', 'no JSON', '[]', '{}', 'null', '[1,2,"id",0,0,7,[[0,[[5]]]],[],"no terms"]'])(
    'that is %j is refused with DAMAGED',
    (text) => expect(codeOf(text)).toBe('DAMAGED'),
  )

  test('of a newer version is refused with UNSUPPORTED_DATABASE', () => {
    expect(codeOf('[2,{"anything":"else"}]')).toBe('UNSUPPORTED_DATABASE')
  })
})
