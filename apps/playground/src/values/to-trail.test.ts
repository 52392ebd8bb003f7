import { expect, test } from 'vitest'
import { toTrail } from './to-trail.ts'

test.each([
  ['', []],
  ['a/', [{ title: 'a/', prefix: 'a/' }]],
  [
    'a/b/c',
    [
      { title: 'a/', prefix: 'a/' },
      { title: 'b/', prefix: 'a/b/' },
      { title: 'c', prefix: 'a/b/c' },
    ],
  ],
  [
    '/a//',
    [
      { title: '/', prefix: '/' },
      { title: 'a/', prefix: '/a/' },
      { title: '/', prefix: '/a//' },
    ],
  ],
])('the trail to %j has a step for each folder', (prefix, steps) => {
  expect(toTrail(prefix, '/')).toEqual(steps)
})
