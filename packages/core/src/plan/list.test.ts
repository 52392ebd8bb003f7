import { describe, expect, test } from 'vitest'
import { encodeCursor } from '../cursor.ts'
import { beyondFolder, folderOf, planList } from './list.ts'

const SPACE = { space: 0 }
const cursorAt = (key: string, reverse = false): string => encodeCursor({ order: 'key', key, reverse })

describe('the plan of a list', () => {
  test.each([
    ['a/b/c', '', '/', 'a/'],
    ['a/b/c', 'a/', '/', 'a/b/'],
    ['a/b/c', 'a/b/', '/', undefined],
    ['a/b', 'a', '/', 'a/'],
    ['/a', '', '/', '/'],
    ['/a', '/', '/', undefined],
    ['abab', 'ab', 'ab', 'abab'],
    ['aaa', '', 'aa', 'aa'],
    ['aaa', 'a', 'aa', 'aaa'],
    ['', '', '/', undefined],
  ])('%j under the prefix %j rolls up at %j to %j', (key, prefix, delimiter, folder) => {
    expect(folderOf(key, { prefix, delimiter })).toBe(folder)
  })

  test.each([
    ['a/', false, { from: 'a0', to: 'z' }],
    ['a/', true, { from: '', to: 'a/' }],
    ['\u{10ffff}', false, undefined],
    ['\u{10ffff}', true, { from: '', to: '\u{10ffff}' }],
  ])('what follows the folder %j, reverse %j', (folder, reverse, rest) => {
    expect(beyondFolder({ ...SPACE, from: '', to: 'z' }, folder, reverse)).toEqual(
      rest && { ...SPACE, ...rest },
    )
  })

  test.each([
    [{ cursor: cursorAt('b') }, { from: 'b\0', to: undefined }],
    [
      { cursor: cursorAt('b', true), reverse: true },
      { from: '', to: 'b' },
    ],
    [
      { cursor: cursorAt('a/'), delimiter: '/' },
      { from: 'a0', to: undefined },
    ],
    [
      { cursor: cursorAt('a/'), delimiter: '/', start: 'a/5' },
      { from: 'a0', to: undefined },
    ],
    [
      { cursor: cursorAt('a/', true), delimiter: '/', reverse: true },
      { from: '', to: 'a/' },
    ],
    [
      { cursor: cursorAt('\u{10ffff}'), delimiter: '\u{10ffff}', end: undefined },
      { from: '', to: '' },
    ],
  ])('%j goes on in %j', (options, span) => {
    expect(planList(0, options).span).toEqual({ ...SPACE, ...span })
  })

  test.each([
    [{ cursor: cursorAt('b'), prefix: 'a' }, 'INVALID_CURSOR'],
    [{ cursor: cursorAt('a/'), delimiter: '/', start: 'b' }, 'INVALID_CURSOR'],
    [{ cursor: cursorAt('a'), delimiter: '/', start: 'a/5' }, 'INVALID_CURSOR'],
    [{ cursor: cursorAt('a'), reverse: true }, 'INVALID_CURSOR'],
    [{ cursor: 'nonsense' }, 'INVALID_CURSOR'],
    [{ cursor: '' }, 'INVALID_CURSOR'],
    [{ limit: 1.5 }, 'INVALID_OPTION'],
    [{ delimiter: '' }, 'INVALID_OPTION'],
    [{ prefix: '\udc00' }, 'INVALID_KEY'],
  ])('%j is refused with %s', (options, code) => {
    expect(() => planList(0, options)).toThrow(expect.objectContaining({ code }))
  })

  test.each([
    [{}, { after: 0, before: Infinity }],
    [{ after: 5 }, { after: 5, before: Infinity }],
    [
      { cursor: encodeCursor({ order: 'revision', revision: 7, reverse: false }) },
      { after: 7, before: Infinity },
    ],
    [
      { after: 5, reverse: true, cursor: encodeCursor({ order: 'revision', revision: 7, reverse: true }) },
      { after: 5, before: 7 },
    ],
  ])('by revision %j is about %j', (options, range) => {
    expect(planList(0, { ...options, order: 'revision' })).toMatchObject(range)
  })
})
