import type { Mode, Out } from '@kvasir/core'

/** Runs steps one after the other: at once as long as each answers at once, so that it suits both modes. */
export function inOrder(steps: Iterable<() => unknown>): Out<Mode, void> {
  const left = steps[Symbol.iterator]()
  for (let step = left.next(); step.done !== true; step = left.next()) {
    const answer = step.value()
    if (answer instanceof Promise) return goOn(answer, left)
  }
}

async function goOn(answer: Promise<unknown>, left: Iterator<() => unknown>): Promise<void> {
  await answer
  for (let step = left.next(); step.done !== true; step = left.next()) await step.value()
}
