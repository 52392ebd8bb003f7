import { expect, test } from 'vitest'
import type { Block } from './blocks.ts'
import { toTest } from './to-test.ts'

const block = (...lines: string[]): Block => ({
  file: 'page.md',
  heading: 'A page',
  line: 3,
  platform: undefined,
  unrun: undefined,
  code: lines.join('\n'),
})

/** Runs a test without its import. */
async function run(...lines: string[]): Promise<void> {
  const source = toTest(block(...lines)).replace(/^import .*?;/, '')
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  await new AsyncFunction('$expect', source)(expect)
}

test('lines keep the numbers that they have in the file', () => {
  const lines = toTest(block('const a = 1', 'a')).split('\n')
  expect(lines[2]).toBe('const a = 1')
  expect(lines[3]).toBe('a')
})

test('a claim of a value holds when it is equal', async () => {
  await run("const a = { b: 'c' }", "a // => { b: 'c' }")
  await expect(run("({ b: 'c' }) // => { b: 'd' }")).rejects.toThrow('page.md:3')
})

test('a claim of an error holds when it is thrown, by its code or its name', async () => {
  const failing = "const fail = async (made) => { throw Object.assign(new Error('no'), made) }"
  await run(failing, "await fail({ name: 'KvasirError', code: 'CLOSED' }) // throws CLOSED")
  await run(failing, "await fail({ name: 'TypeError' }) // throws TypeError")
  await expect(run(failing, "await fail({ code: 'CLOSED' }) // throws CLOSED")).rejects.toThrow('page.md:4')
  await expect(run('await 1 // throws CLOSED')).rejects.toThrow('page.md:3')
})

test('a claim that is not reached does not hold', async () => {
  await expect(run('for (const a of []) {', 'a // => 1', '}')).rejects.toThrow('never reached')
})

test('what looks like a claim and is none is refused', () => {
  expect(() => toTest(block('a // -> 1'))).toThrow('page.md:3: expected // => value')
})
