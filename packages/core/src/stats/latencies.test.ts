import { expect, test } from 'vitest'
import { Latencies } from './latencies.ts'

test('nothing that was timed has no times', () => {
  const latencies = new Latencies()
  expect(latencies.read(3)).toEqual({ count: 3, timed: 0, mean: 0, max: 0, p50: 0, p99: 0 })
})

test('quantiles are no less than what they are about, and less than half as much again', () => {
  const latencies = new Latencies()
  for (let i = 1; i <= 1000; i++) latencies.note(i / 100)
  const { mean, max, p50, p99, timed } = latencies.read(0)
  expect(mean).toBeCloseTo(5.005)
  expect([timed, max]).toEqual([1000, 10])
  expect(p50 >= 5 && p50 < 7.5).toBe(true)
  expect(p99 >= 9.9 && p99 <= 10).toBe(true)
})

test('one slow operation among a hundred is not what most of them take', () => {
  const latencies = new Latencies()
  for (let i = 0; i < 99; i++) latencies.note(1)
  latencies.note(1000)
  const { p50, p99, max } = latencies.read(0)
  expect([p50 < 1.5, p99 < 1.5, max]).toEqual([true, true, 1000])
})

test('what is too short or too long for its buckets is counted in the outermost', () => {
  const latencies = new Latencies()
  for (const millis of [0, -0, 1e-9, 1e12, 1e12, 1e12]) latencies.note(millis)
  const { p50, timed, max } = latencies.read(0)
  expect([timed, max]).toEqual([6, 1e12])
  expect(p50 < 0.001).toBe(true)
})
