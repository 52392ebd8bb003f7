/** Numbers that look random, and are the same for the same seed. */
export interface Random {
  /** From 0 up to 1, exclusive. */
  next(): number
  /** An integer, both ends included. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(choices: readonly T[]): T
  /** One of the choices, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T
  /** What `make` gives, `least` to `most` times. */
  times<T>(least: number, most: number, make: () => T): T[]
}

/** Random numbers by a Weyl sequence and the finalizer of MurmurHash3. */
export function randomOf(seed: number): Random {
  let state = seed
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[between(0, choices.length - 1)]!,
    weighted: (choices) => {
      let rest = next() * choices.reduce((sum, [weight]) => sum + weight, 0)
      return choices.find(([weight]) => (rest -= weight) < 0)![1]
    },
    times: (least, most, make) => Array.from({ length: between(least, most) }, make),
  }
}
