import type { Block } from './blocks.ts'

/** `expression // => expected`, or `statement // throws CODE`; a leading semicolon is not part of either. */
const CLAIM = /^\s*;?(?<code>.*\S)\s*\/\/ (?:=> (?<expected>.*\S)|throws (?<error>\w+))\s*$/
const RESEMBLES_CLAIM = /\/\/\s*(?:=>|->|throws\b)/
/** Other errors are claimed by their names, such as `TypeError`. */
const ERROR_CODE = /^[A-Z_]+$/

/**
 * The source of a module that runs the block and throws unless each of its claims was reached and held. Lines
 * keep the numbers that they have in the file.
 */
export function toTest({ file, code, line: firstLine }: Block): string {
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
  if (code === undefined) throw new Error(`${place}: expected // => value, or // throws and what, in ${text}`)
  const reached = `$unreached.delete(${line})`
  if (expected !== undefined) return `$expect((${code}), '${place}').toStrictEqual((${expected})); ${reached}`
  const thrown = JSON.stringify(toThrown(error ?? ''))
  return `{ let $error; try { ${code} } catch (error) { $error = error } $expect($error, '${place}').toMatchObject(${thrown}); ${reached} }`
}

function toThrown(error: string): { readonly name: string; readonly code?: string } {
  return ERROR_CODE.test(error) ? { name: 'KvasirError', code: error } : { name: error }
}
