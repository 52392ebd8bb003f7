import { expect, test } from 'vitest'
import { Saver } from './saver.ts'

/** A saver whose saves end when the test says so. */
function controlled() {
  const saves: PromiseWithResolvers<void>[] = []
  const saver = new Saver(() => {
    const save = Promise.withResolvers<void>()
    saves.push(save)
    return save.promise
  })
  return { saver, saves }
}

/** Lets everything that is due happen. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}

test('who asks together shares a save', async () => {
  const { saver, saves } = controlled()
  const asked = [saver.save(), saver.save()]
  await settle()
  expect(saves).toHaveLength(1)
  saves[0]!.resolve()
  await Promise.all(asked)
})

test('who asks during a save shares the next, which starts when it has ended', async () => {
  const { saver, saves } = controlled()
  const first = saver.save()
  await settle()
  let isSaved = false
  const later = [saver.save(), saver.save()]
  void later[1]!.then(() => (isSaved = true))
  await settle()
  expect(saves).toHaveLength(1)
  saves[0]!.resolve()
  await first
  await settle()
  expect(saves).toHaveLength(2)
  expect(isSaved).toBe(false)
  saves[1]!.resolve()
  await Promise.all(later)
})

test('a save that fails rejects those it was for, and the next one runs', async () => {
  const { saver, saves } = controlled()
  const first = saver.save()
  await settle()
  const second = saver.save()
  saves[0]!.reject(new Error('full'))
  await expect(first).rejects.toThrow('full')
  await settle()
  saves[1]!.resolve()
  await second
})
