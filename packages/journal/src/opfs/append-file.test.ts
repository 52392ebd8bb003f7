import { expect, test } from 'vitest'
import { AppendFile, type SyncHandle } from './append-file.ts'

/** A file in memory with room for so many bytes, of which a write takes some at a time. */
class SmallDisk implements SyncHandle {
  bytes: number[] = []
  room: number
  canTruncate = true
  canFlush = true
  flushes = 0
  readonly #atOnce: number

  constructor(room: number, atOnce = 3) {
    this.room = room
    this.#atOnce = atOnce
  }

  read(to: Uint8Array, { at }: { readonly at: number }): number {
    const some = this.bytes.slice(at, at + Math.min(to.length, this.#atOnce))
    to.set(some)
    return some.length
  }

  write(from: Uint8Array, { at }: { readonly at: number }): number {
    const count = Math.min(from.length, this.#atOnce, this.room - at)
    if (count <= 0) throw new DOMException('full', 'QuotaExceededError')
    for (let i = 0; i < count; i++) this.bytes[at + i] = from[i]!
    return count
  }

  truncate(bytes: number): void {
    if (!this.canTruncate) throw new DOMException('stuck', 'InvalidStateError')
    this.bytes.length = bytes
  }

  flush(): void {
    if (!this.canFlush) throw new DOMException('gone', 'InvalidStateError')
    this.flushes++
  }

  getSize(): number {
    return this.bytes.length
  }

  close(): void {}
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

test('a piece that the browser takes in parts gets in whole, and is read so', () => {
  const disk = new SmallDisk(100)
  const file = new AppendFile(disk)
  file.append(bytes(1, 2, 3, 4, 5), 'relaxed')
  file.append(bytes(6, 7), 'relaxed')
  expect(disk.bytes).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(file.read()).toEqual(bytes(1, 2, 3, 4, 5, 6, 7))
  expect(file.read(5)).toEqual(bytes(6, 7))
  expect(file.end).toBe(7)
})

test('a strict append is flushed, a relaxed one is not', () => {
  const disk = new SmallDisk(100)
  const file = new AppendFile(disk)
  file.append(bytes(1), 'relaxed')
  expect(disk.flushes).toBe(0)
  file.append(bytes(2), 'strict')
  expect(disk.flushes).toBe(1)
})

test('a piece for which there is no room leaves nothing behind, and a smaller one follows the last', () => {
  const disk = new SmallDisk(8)
  const file = new AppendFile(disk)
  file.append(bytes(1, 2, 3), 'relaxed')
  expect(() => file.append(bytes(4, 5, 6, 7, 8, 9), 'relaxed')).toThrow('full')
  expect(disk.bytes).toEqual([1, 2, 3])
  file.append(bytes(10), 'relaxed')
  expect(disk.bytes).toEqual([1, 2, 3, 10])
})

test('a strict append that is not flushed leaves nothing behind', () => {
  const disk = new SmallDisk(100)
  const file = new AppendFile(disk)
  file.append(bytes(1), 'strict')
  disk.canFlush = false
  expect(() => file.append(bytes(2), 'strict')).toThrow('gone')
  expect(disk.bytes).toEqual([1])
})

test('while a failed piece cannot be taken back, nothing is appended behind it', () => {
  const disk = new SmallDisk(4)
  const file = new AppendFile(disk)
  disk.canTruncate = false
  expect(() => file.append(bytes(1, 2, 3, 4, 5), 'relaxed')).toThrow('full')
  disk.room = 100
  expect(() => file.append(bytes(6), 'relaxed')).toThrow('stuck')
  disk.canTruncate = true
  file.append(bytes(7), 'relaxed')
  expect(disk.bytes).toEqual([7])
})
