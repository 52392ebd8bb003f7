import type { KvasirError } from '@kvasir/core'
import { toFrame } from '@kvasir/core/pack'
import { describe, expect, test } from 'vitest'
import { countRecords, offsetBehind, readLog, toLogHead, toLogRecord, type LogHead } from './log-format.ts'
import { readSnapshot, toSnapshotEnd, toSnapshotHead, toSnapshotPiece } from './snapshot-format.ts'

const HEAD: LogHead = { engine: 'memory', generation: 'g', start: 4, through: 4, snapshot: 'snapshot-2' }

function frame(text: string): Uint8Array {
  return toFrame({ json: text, blobs: [] })
}

function record(position: number, text = `record ${position}`): Uint8Array {
  return toLogRecord({ position, frame: frame(text) })
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))
}

function codeOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return (error as KvasirError).code
  }
}

describe('a log', () => {
  const head = toLogHead(HEAD)
  const whole = join(head, record(5), record(6), record(7))

  test('is read as it was written', () => {
    expect(readLog(whole)).toEqual({
      head: HEAD,
      records: [5, 6, 7].map((position) => ({ position, frame: frame(`record ${position}`) })),
      last: 7,
      end: whole.length,
      stranded: 0,
    })
  })

  test('without a snapshot and without records is one', () => {
    const head = { ...HEAD, start: 0, through: 0, snapshot: undefined }
    expect(readLog(toLogHead(head))).toMatchObject({ head, records: [], last: 0 })
  })

  test('that is cut anywhere has the records before the cut', () => {
    const ends = [head, record(5), record(6), record(7)].map(
      (_, i, parts) => join(...parts.slice(0, i + 1)).length,
    )
    for (let length = 0; length < whole.length; length++) {
      const log = readLog(whole.subarray(0, length))
      const records = ends.filter((end) => end <= length).length - 1
      expect(log?.records.length).toBe(records < 0 ? undefined : records)
      expect(log?.end).toBe(records < 0 ? undefined : ends[records])
    }
  })

  test('of which any byte of the last record is wrong ends before that', () => {
    const end = join(head, record(5), record(6)).length
    for (let at = end; at < whole.length; at++) {
      // The version of the frame: what it says is either newer, and refused, or does not change how it is read.
      if (at - end >= 4 && at - end < 8) continue
      expect(readLog(flip(whole, at))).toMatchObject({ last: 6, end, stranded: 0 })
    }
  })

  test('ends before a record that is damaged, and tells how many whole ones lie behind it', () => {
    const damaged = flip(whole, join(head, record(5)).length - 1)
    expect(readLog(damaged)).toMatchObject({ records: [], last: 4, end: head.length, stranded: 2 })
  })

  test('ends before a record that has not the next position', () => {
    expect(readLog(join(head, record(5), record(7)))).toMatchObject({ last: 5, stranded: 1 })
    expect(readLog(join(head, record(5), record(5)))).toMatchObject({ last: 5, stranded: 1 })
  })

  test('does not count before it has the records that its head announces', () => {
    const taken = join(toLogHead({ ...HEAD, through: 6 }), record(5), record(6))
    for (let length = 0; length < taken.length; length++) {
      expect(readLog(taken.subarray(0, length))).toBe(undefined)
    }
    expect(readLog(taken)?.last).toBe(6)
  })

  test('that the file system had only reserved does not count', () => {
    expect(readLog(new Uint8Array(0))).toBe(undefined)
    expect(readLog(new Uint8Array(4096))).toBe(undefined)
  })

  test('of somebody else is DAMAGED', () => {
    const theirs = new TextEncoder().encode('SQLite format 3\0 and more of that')
    expect(codeOf(() => readLog(theirs))).toBe('DAMAGED')
    expect(codeOf(() => readLog(toFrame({ json: ['rows'], blobs: [] })))).toBe('DAMAGED')
    expect(codeOf(() => readLog(toFrame({ json: null, blobs: [] })))).toBe('DAMAGED')
  })

  test('of a newer format, or with a record of one, is UNSUPPORTED_DATABASE', () => {
    expect(codeOf(() => readLog(toFrame({ json: { log: 2 }, blobs: [] })))).toBe('UNSUPPORTED_DATABASE')
    const newer = record(5)
    newer[7] = 2
    expect(codeOf(() => readLog(join(head, newer)))).toBe('UNSUPPORTED_DATABASE')
  })

  test('tells where the records behind a position begin', () => {
    expect([4, 5, 6, 7].map((position) => offsetBehind(whole, 4, position))).toEqual([
      head.length,
      join(head, record(5)).length,
      join(head, record(5), record(6)).length,
      whole.length,
    ])
  })

  test('of which the head is lost still shows its records', () => {
    expect(countRecords(flip(whole, head.length - 1), 0)).toBe(3)
    expect(countRecords(head, 0)).toBe(0)
  })
})

describe('a snapshot', () => {
  const pieces = [new Uint8Array([1, 2, 3]), new Uint8Array(0), toSnapshotEnd(2, 9)]
  const whole = join(
    toSnapshotHead('memory'),
    ...pieces.map((piece, i) => toSnapshotPiece(i, piece)),
    toSnapshotEnd(3, 9),
  )

  test('is read as it was written', () => {
    expect(readSnapshot(whole)).toEqual({ engine: 'memory', position: 9, pieces })
  })

  test('is DAMAGED when it is cut anywhere', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(codeOf(() => readSnapshot(whole.subarray(0, length)))).toBe('DAMAGED')
    }
  })

  test('is DAMAGED when pieces are missing or changed, and when more follows', () => {
    const [first, second] = pieces.map((piece, i) => toSnapshotPiece(i, piece)) as [Uint8Array, Uint8Array]
    const head = toSnapshotHead('memory')
    expect(codeOf(() => readSnapshot(join(head, first, toSnapshotEnd(2, 9))))).toBe('DAMAGED')
    expect(codeOf(() => readSnapshot(join(head, second, toSnapshotEnd(1, 9))))).toBe('DAMAGED')
    expect(codeOf(() => readSnapshot(flip(whole, whole.length - 1)))).toBe('DAMAGED')
    expect(codeOf(() => readSnapshot(join(whole, first)))).toBe('DAMAGED')
  })

  test('of a newer format is UNSUPPORTED_DATABASE', () => {
    const newer = toFrame({ json: { snapshot: 2, engine: 'memory' }, blobs: [] })
    expect(codeOf(() => readSnapshot(newer))).toBe('UNSUPPORTED_DATABASE')
  })
})
