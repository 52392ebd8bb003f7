import type { Block } from './blocks.ts'

/** `expression // => expected`, or `statement // throws CODE`; a leading semicolon is not part of either. */
const CLAIM = /^\s*;?(?<code>.*\S)\s*\/\/ (?:=> (?<expected>.*\S)|throws (?<error>[A-Z_]+))\s*$/
const RESEMBLES_CLAIM = /\/\/\s*(?:=>|->|throws\b)/

/**
 * The source of a module that runs the block and throws unless each of its claims was reached and held. Lines
 * keep their numbers in `file`.
 */
export function toTest({ code, line: firstLine }: Block, file: string): string {
  const claims: number[] = []
  const lines = code.split('\n').map((text, i) => {
    const line = firstLine + i
    if (!RESEMBLES_CLAIM.test(text)) return text
    claims.push(line)
    return toAssertion(text, line, `${file}:${line}`)
  })
  const prelude = `import { expect as $expect } from 'vitest'; const $unreached = new Set(${JSON.stringify(claims)})`
  const end = `$expect([...$unreached], 'Lines of ${file} with claims that were never reached').toEqual([])`
  return [`${prelude}${'\n'.repeat(firstLine - 1)}${lines[0]}`, ...lines.slice(1), end].join('\n')
}

function toAssertion(text: string, line: number, place: string): string {
  const { code, expected, error } = CLAIM.exec(text)?.groups ?? {}
  if (code === undefined) throw new Error(`${place}: expected // => value, or // throws CODE, in ${text}`)
  const reached = `$unreached.delete(${line})`
  if (expected !== undefined) return `$expect((${code}), '${place}').toStrictEqual((${expected})); ${reached}`
  const thrown = `{ name: 'KvasirError', code: '${error}' }`
  return `{ let $error; try { ${code} } catch (error) { $error = error } $expect($error, '${place}').toMatchObject(${thrown}); ${reached} }`
}
