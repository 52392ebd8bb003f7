import { describe, expect, test } from 'vitest'
import { readLiteral } from './read-literal.ts'
import { writeLine, writeLiteral } from './write-literal.ts'

const VALUES: readonly (readonly [code: string, value: unknown])[] = [
  [`'plain'`, 'plain'],
  [String.raw`'it\'s "quoted" \\ and\nbroken'`, `it's "quoted" \\ and\nbroken`],
  ['1815', 1815],
  ['86_400_000', 86_400_000],
  ['-0', -0],
  ['1e+21', 1e21],
  ['0.000001', 0.000001],
  ['NaN', Number.NaN],
  ['-Infinity', -Infinity],
  ['-10n', -10n],
  ['true', true],
  ['null', null],
  ['undefined', undefined],
  ['[]', []],
  ['{}', {}],
  [`[1, [null, 'a'], { b: undefined }]`, [1, [null, 'a'], { b: undefined }]],
  [`{ name: 'Ada', 'two words': 2, ünïcode: 3 }`, { name: 'Ada', 'two words': 2, ünïcode: 3 }],
  [`{ ['__proto__']: 1 }`, Object.fromEntries([['__proto__', 1]])],
  [`new Date('1815-12-10T00:00:00.000Z')`, new Date('1815-12-10')],
  ['new Date(NaN)', new Date(Number.NaN)],
  [`new Map([['a', new Set([1])]])`, new Map([['a', new Set([1])]])],
  [String.raw`new RegExp('a\\d', 'gi')`, /a\d/gi],
  ['new Uint8Array([1, 255])', new Uint8Array([1, 255])],
  ['new BigInt64Array([-1n])', new BigInt64Array([-1n])],
  ['new Uint8Array([1]).buffer', new Uint8Array([1]).buffer],
]

describe('a value', () => {
  test.each(VALUES)('is written as %s', (code, value) => {
    expect(writeLine(value)).toBe(code)
  })

  test.each(VALUES)('is read from %s', (code, value) => {
    expect(readLiteral(code)).toStrictEqual(value)
  })

  test('that is too long for a line is indented, and reads the same', () => {
    const value = { names: ['a'.repeat(40), 'b'.repeat(40)], born: new Map([['Ada', new Date(0)]]) }
    expect(writeLiteral(value)).toBe(`{
  names: [
    '${'a'.repeat(40)}',
    '${'b'.repeat(40)}',
  ],
  born: new Map([['Ada', new Date('1970-01-01T00:00:00.000Z')]]),
}`)
    expect(readLiteral(writeLiteral(value))).toStrictEqual(value)
  })

  test('is read from JSON', () => {
    const text = String.raw`{ "a": [1.5e3, "\u00e9\"\\"], "b": null }`
    expect(readLiteral(text)).toStrictEqual(JSON.parse(text))
  })
})

describe('what is no value', () => {
  test.each([
    ['', 'Expected a value at character 1, found the end.'],
    ['[1 2]', 'Expected ] at character 4, found 2.'],
    ['{ a 1 }', 'Expected : at character 5, found 1.'],
    ['1 2', 'Expected the end at character 3, found 2.'],
    ['alert(1)', 'Expected a value at character 1, found alert.'],
    ['`text`', 'Expected a value at character 1, found `.'],
  ])('%s says where it ends', (code, message) => {
    expect(() => readLiteral(code)).toThrow(new SyntaxError(message))
  })

  test('a class that is not data cannot be constructed', () => {
    expect(() => readLiteral(`new Function('alert(1)')`)).toThrow('Expected one of Date, Map, Set')
  })
})
