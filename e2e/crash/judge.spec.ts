import { expect, test } from '@playwright/test'
import type { Found } from './found.ts'
import { effectOf, numberOf, stateAfter, type Writer, WRITERS } from './history.ts'
import { judge } from './judge.ts'

const [transaction, put, move] = (['transaction', 'put', 'move'] as const).map((kind) =>
  WRITERS.find((writer) => writer.kind === kind)!,
) as [Writer, Writer, Writer]

/** What is found when a writer's first `count` writes are there. */
function foundAfter(writer: Writer, count: number): Record<string, number> {
  return Object.fromEntries(stateAfter(writer, count))
}

function verdictOn(writer: Writer, acknowledged: number, found: Found) {
  return judge({ [writer.id]: acknowledged }, found).get(writer)
}

for (const writer of WRITERS) {
  test(`${writer.id}: what was acknowledged, and one write more, is whole`, () => {
    for (let count = 0; count < 40; count++) {
      const whole = { kind: 'whole', count }
      expect(verdictOn(writer, count, foundAfter(writer, count))).toEqual(whole)
      if (count > 0) expect(verdictOn(writer, count - 1, foundAfter(writer, count))).toEqual(whole)
    }
  })

  test(`${writer.id}: a write that was acknowledged and is not there is noticed`, () => {
    for (let count = 0; count < 40; count++) {
      const short = { kind: 'short', count, lost: 1 }
      expect(verdictOn(writer, count + 1, foundAfter(writer, count))).toEqual(short)
    }
  })

  test(`${writer.id}: an empty store has lost everything`, () => {
    expect(verdictOn(writer, 31, {})).toEqual({ kind: 'short', count: 0, lost: 31 })
  })
}

test('a write of three keys of which one is missing, old or damaged is torn', () => {
  const [[key]] = effectOf(transaction, 20)
  const { [key]: _, ...missing } = foundAfter(transaction, 20)
  const old = { ...foundAfter(transaction, 20), [key]: 12 }
  const damaged = { ...foundAfter(transaction, 20), [key]: 'damaged' as const }
  for (const found of [missing, old, damaged]) {
    expect(verdictOn(transaction, 20, found)).toEqual({ kind: 'torn' })
    expect(verdictOn(transaction, 19, found)).toEqual({ kind: 'torn' })
  }
})

test('a hole before the newest write is torn', () => {
  const [[key]] = effectOf(put, 18)
  expect(verdictOn(put, 20, { ...foundAfter(put, 20), [key]: 10 })).toEqual({ kind: 'torn' })
})

test('a deletion that did not happen with the put of its transaction is torn', () => {
  const found = { ...foundAfter(move, 7), ...foundAfter(move, 8) }
  expect(verdictOn(move, 8, found)).toEqual({ kind: 'torn' })
})

test('a write that nobody issued is torn', () => {
  expect(verdictOn(put, 20, foundAfter(put, 22))).toEqual({ kind: 'torn' })
})

test('a value that is cut short is recognised as damaged', () => {
  const [[, value]] = effectOf(put, 5)
  expect(numberOf(value)).toBe(5)
  expect(numberOf(String(value).slice(0, -1))).toBeUndefined()
})
