import { expect, test } from 'vitest'
import { readBlocks } from './blocks.ts'

const page = (...lines: string[]): string => lines.join('\n')

test('a block has its heading, its place and where it runs', () => {
  const text = page(
    '# One',
    '```ts',
    'a()',
    '```',
    '```js',
    'no()',
    '```',
    '## Two',
    '```ts node',
    'b()',
    '```',
  )
  expect(readBlocks('page.md', text)).toEqual([
    { file: 'page.md', heading: 'One', line: 3, platform: undefined, unrun: undefined, code: 'a()' },
    { file: 'page.md', heading: 'Two', line: 10, platform: 'node', unrun: undefined, code: 'b()' },
  ])
})

test('a block that goes on is part of the one before, and its lines keep their numbers', () => {
  const hidden = ['<!--', '```ts browser', 'const a = 1', '```', '-->']
  const [block, ...others] = readBlocks('page.md', page(...hidden, '', '```ts continued', 'a', '```'))
  expect(others).toEqual([])
  expect(block).toMatchObject({ line: 3, platform: 'browser' })
  const lines = block?.code.split('\n') ?? []
  expect([lines[0], lines[8 - 3]]).toEqual(['const a = 1', 'a'])
  expect(lines).toHaveLength(6)
})

test('a block that is not run says why', () => {
  const [block] = readBlocks('page.md', page('```ts unrun: it needs a network', 'a()', '```'))
  expect(block?.unrun).toBe('it needs a network')
})

test.each([
  [['```ts deno', 'a()', '```'], 'page.md:2: expected ts, ts node, ts browser, ts continued'],
  [['```ts unrun', 'a()', '```'], 'page.md:2: expected ts'],
  [['```ts continued', 'a()', '```'], 'page.md:2: there is no block before it'],
  [['', '```ts', 'a()'], 'page.md:2: the code block is not closed'],
])('what cannot be a block is refused with its line: %j', (lines, message) => {
  expect(() => readBlocks('page.md', page(...lines))).toThrow(message)
})
