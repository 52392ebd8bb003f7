import { keyAfter, prefixEnd } from '@kvasir/core'
import type { BackendSuite } from '../describe-backend.ts'
import { compareBytes, ODD_KEYS, shuffled } from '../odd-keys.ts'
import { keysIn, remove, set, SPACE, write } from './build.ts'

export function keyTests({ test, expect }: BackendSuite): void {
  test('keys are in the order of their UTF-8 bytes, both ways', async (backend) => {
    await write(backend, ...shuffled(ODD_KEYS).map((key) => set(key)))
    expect(await keysIn(backend)).toEqual(ODD_KEYS)
    expect(await keysIn(backend, { reverse: true })).toEqual(ODD_KEYS.toReversed())
  })

  test('keys beyond U+FFFF come after U+E000 to U+FFFF', async (backend) => {
    await write(backend, set('\u{10000}'), set('\uffff'), set('\ue000'), set('\ud7ff'))
    expect(await keysIn(backend)).toEqual(['\ud7ff', '\ue000', '\uffff', '\u{10000}'])
    expect(await keysIn(backend, { from: '\uffff' })).toEqual(['\uffff', '\u{10000}'])
    expect(await keysIn(backend, { to: '\u{10000}' })).toEqual(['\ud7ff', '\ue000', '\uffff'])
  })

  test('every key addresses its own row and no other', async (backend) => {
    await write(backend, ...ODD_KEYS.map((key, i) => set(key, `${i}`)))
    for (const [i, key] of ODD_KEYS.entries()) expect((await backend.get(SPACE, key))?.value).toBe(`${i}`)
    const even = ODD_KEYS.filter((_, i) => i % 2 === 0)
    await write(backend, ...even.map((key) => remove(key)))
    expect(await keysIn(backend)).toEqual(ODD_KEYS.filter((_, i) => i % 2 === 1))
  })

  test('a key that is not well-formed has no row', async (backend) => {
    await write(backend, set('\ufffd'))
    expect(await backend.get(SPACE, '\ud800')).toBe(undefined)
  })

  test('an odd key that is not there is not found under another spelling', async (backend) => {
    await write(backend, set('\u00e9'), set('a'), set('A b'))
    const rows = await backend.getMany(SPACE, [
      'e\u0301',
      'A',
      'a ',
      ' a',
      'a\0',
      '',
      'a%',
      '_',
      '__proto__',
      'A B',
    ])
    expect(rows.filter((row) => row !== undefined)).toEqual([])
  })

  test('a span cuts at any key', async (backend) => {
    await write(backend, ...ODD_KEYS.map((key) => set(key)))
    for (const [i, from] of ODD_KEYS.entries()) {
      const to = ODD_KEYS[(i * 7) % ODD_KEYS.length] as string
      const inside = ODD_KEYS.filter((key) => compareBytes(key, from) >= 0 && compareBytes(key, to) < 0)
      expect(await keysIn(backend, { from, to })).toEqual(inside)
      expect(await keysIn(backend, { from: keyAfter(from) })).toEqual(ODD_KEYS.slice(i + 1))
    }
  })

  test('the span of a prefix holds the keys that start with it', async (backend) => {
    await write(backend, ...ODD_KEYS.map((key) => set(key)))
    for (const prefix of [
      '',
      '%',
      '_',
      'a',
      'a%',
      'A',
      '\0',
      '\ud7ff',
      '\uffff',
      '\u{10ffff}',
      '\u{10ffff}\u{10ffff}',
      'long/',
    ]) {
      const inside = ODD_KEYS.filter((key) => key.startsWith(prefix))
      expect(await keysIn(backend, { from: prefix, to: prefixEnd(prefix) })).toEqual(inside)
    }
  })

  test('keys of many thousand characters that differ in the last one are apart', async (backend) => {
    const long = '\u00e9x'.repeat(10_000)
    await write(backend, set(`${long}b`, 'b'), set(`${long}a`, 'a'), set(long, ''))
    expect(await keysIn(backend)).toEqual([long, `${long}a`, `${long}b`])
    expect((await backend.get(SPACE, `${long}a`))?.value).toBe('a')
  })
}
