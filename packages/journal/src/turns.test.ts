import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Turns whose claims and timers a test sees. */
function watched(): { turns: Turns; log: string[]; ring: () => void } {
  const log: string[] = []
  let ring = (): void => undefined
  const turns = new Turns(
    async () => {
      log.push('claimed')
      return () => void log.push('ended')
    },
    (_, job) => {
      ring = job
      return () => (ring = () => undefined)
    },
  )
  return { turns, log, ring: () => ring() }
}

const append = async (): Promise<string> => 'answer'

test('a turn ends with its append', async () => {
  const { turns, log } = watched()
  await turns.run(append, () => false)
  await turns.run(append, () => false)
  expect(log).toEqual(['claimed', 'ended', 'claimed', 'ended'])
})

test('who was refused has the next turn, too', async () => {
  const { turns, log } = watched()
  await turns.run(append, () => true)
  await turns.run(append, () => false)
  expect(log).toEqual(['claimed', 'ended'])
})

test('a turn that was kept and is not used ends', async () => {
  const { turns, log, ring } = watched()
  await turns.run(append, () => true)
  expect(log).toEqual(['claimed'])
  ring()
  expect(log).toEqual(['claimed', 'ended'])
})

test('nobody keeps the turn for ever by being refused', async () => {
  const { turns, log } = watched()
  for (let i = 0; i < 100; i++) await turns.run(append, () => true)
  expect(log.filter((what) => what === 'ended').length).toBeGreaterThan(10)
})

test('an append that fails ends the turn', async () => {
  const { turns, log } = watched()
  await expect(
    turns.run(
      () => Promise.reject(new Error('no')),
      () => true,
    ),
  ).rejects.toThrow('no')
  expect(log).toEqual(['claimed', 'ended'])
})
