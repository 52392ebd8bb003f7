import { afterEach, describe, expect, test, vi } from 'vitest'
import { compress, uncompress, uncompressedBytes } from './compressed-frame.ts'
import { fromFrame, isCompressed, toFrame } from './frame.ts'

afterEach(() => void vi.unstubAllGlobals())

const failure = (code: string): Error => expect.objectContaining({ code })
const PLAIN = toFrame({ json: 'name,city;'.repeat(10_000), blobs: [new Uint8Array(50_000).fill(7)] })
const noPause = async (): Promise<void> => undefined

/** Bytes that look random. */
function noise(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => (state = Math.imul(state, 48_271) % 0x7fffffff) >>> 8)
}

describe('compressed bytes', () => {
  test('are shorter, say so, and come back as they were', async () => {
    const packed = await compress(PLAIN, noPause)
    expect(packed.length).toBeLessThan(PLAIN.length / 10)
    expect(isCompressed(packed)).toBe(true)
    expect(uncompressedBytes(packed)).toBe(PLAIN.length)
    expect(await uncompress(packed)).toEqual(PLAIN)
  })

  test('stay as they are when they would get longer', async () => {
    const bytes = noise(1000)
    const packed = await compress(bytes, noPause)
    expect(packed).toBe(bytes)
    expect(uncompressedBytes(packed)).toBe(1000)
    expect(await uncompress(packed)).toBe(bytes)
  })

  test('may come to nothing', async () => {
    const empty = new Uint8Array()
    expect(await uncompress(await compress(empty, noPause))).toEqual(empty)
  })

  test('are made a slice at a time, with pauses', async () => {
    let pauses = 0
    await compress(PLAIN, async () => void pauses++)
    expect(pauses).toBe(Math.ceil(PLAIN.length / (32 * 1024)) - 1)
  })

  test('are of a newer version for who knows nothing of them', async () => {
    const packed = await compress(PLAIN, noPause)
    expect(() => fromFrame(packed)).toThrow(failure('UNSUPPORTED_DATABASE'))
  })

  test('that are cut anywhere are DAMAGED', async () => {
    const packed = await compress(PLAIN, noPause)
    for (let length = 20; length < packed.length; length += 13) {
      await expect(uncompress(packed.slice(0, length))).rejects.toThrow(failure('DAMAGED'))
    }
  })

  test('in which any byte behind the version has changed are DAMAGED', async () => {
    const packed = await compress(PLAIN, noPause)
    for (let at = 8; at < packed.length; at += 11) {
      const changed = packed.with(at, packed[at]! ^ 0x55)
      await expect(uncompress(changed)).rejects.toThrow(failure('DAMAGED'))
    }
  })

  test('that are whole, but hold no such thing, are DAMAGED', async () => {
    const liar = toFrame({ json: 'plain', blobs: [] })
    liar[7] = 2
    await expect(uncompress(liar)).rejects.toThrow(failure('DAMAGED'))
    for (const [bytes, blob] of [
      [9, Uint8Array.of(1, 2, 3)],
      [9, Uint8Array.of(3, 0)],
    ] as const) {
      const wrong = toFrame({ json: { format: 'deflate-raw', bytes }, blobs: [blob] })
      wrong[7] = 2
      await expect(uncompress(wrong)).rejects.toThrow(failure('DAMAGED'))
    }
  })

  test('are UNAVAILABLE where nothing reads them', async () => {
    const packed = await compress(PLAIN, noPause)
    vi.stubGlobal('DecompressionStream', undefined)
    await expect(uncompress(packed)).rejects.toThrow(failure('UNAVAILABLE'))
    expect(await uncompress(PLAIN)).toBe(PLAIN)
  })
})
