import { compareKeys } from '@kvasir/core'

const LARGEST_BLOCK = 512
const BUILT_BLOCK = LARGEST_BLOCK / 2

/** Code units that JavaScript and UTF-8 may order differently. */
const HIGH_UNIT = /[\ud800-\uffff]/

interface Position {
  readonly block: number
  readonly offset: number
}

/**
 * The keys of a map in the order of their UTF-8 bytes, so that a page is found without visiting the rest.
 *
 * A sorted list is only worth its upkeep to those who list, so nothing is built until the first read. From
 * then on the keys stand in sorted blocks; new keys wait in a list until the next read puts them in their
 * place, and deleted ones are taken out at once. The owner reports each key it adds and deletes.
 */
export class OrderedKeys {
  readonly #source: ReadonlyMap<string, unknown>
  /** Never empty; a block is empty only when it is the last one left. */
  #blocks: string[][] | undefined
  /** Keys added since the last read; some may be gone again. */
  #added: string[] = []
  /** Whether `<` orders the keys in the blocks as their UTF-8 bytes do. It is twice as fast as `compareKeys`. */
  #native = true

  constructor(source: ReadonlyMap<string, unknown>) {
    this.#source = source
  }

  /** Takes note of a key that the source did not have before. */
  add(key: string): void {
    if (this.#blocks === undefined) return
    this.#added.push(key)
    // Beyond this, sorting everything anew at the next read is cheaper, and the list must not grow for ever.
    if (this.#added.length > LARGEST_BLOCK + this.#source.size / 4) this.#blocks = undefined
  }

  /** Takes out a key that the source had. */
  delete(key: string): void {
    const blocks = this.#blocks
    if (blocks === undefined) return
    const { block: index, offset } = this.#positionOf(key, blocks)
    const block = blocks[index]!
    if (block[offset] !== key) return
    block.splice(offset, 1)
    if (block.length === 0 && blocks.length > 1) blocks.splice(index, 1)
  }

  /** The first `limit` keys with `from <= key < to`, or the last ones, last first. */
  page(from: string, to: string | undefined, limit: number, reverse: boolean): string[] {
    const blocks = this.#read()
    const start = this.#positionOf(from, blocks)
    const end = this.#positionOf(to, blocks)
    const keys: string[] = []
    for (let n = 0; n <= end.block - start.block; n++) {
      const i = reverse ? end.block - n : start.block + n
      const block = blocks[i]!
      const low = i === start.block ? start.offset : 0
      const high = i === end.block ? end.offset : block.length
      for (let k = 0; k < high - low; k++) {
        if (keys.length === limit) return keys
        keys.push(block[reverse ? high - 1 - k : low + k]!)
      }
    }
    return keys
  }

  #read(): string[][] {
    if (this.#blocks === undefined) return this.#build()
    for (const key of this.#added) {
      if (!this.#source.has(key)) continue
      if (this.#native && HIGH_UNIT.test(key)) return this.#build()
      this.#insert(key, this.#blocks)
    }
    this.#added = []
    return this.#blocks
  }

  #build(): string[][] {
    const keys = [...this.#source.keys()]
    this.#native = !keys.some((key) => HIGH_UNIT.test(key))
    keys.sort(this.#native ? undefined : compareKeys)
    const blocks = [keys.slice(0, BUILT_BLOCK)]
    for (let i = BUILT_BLOCK; i < keys.length; i += BUILT_BLOCK) blocks.push(keys.slice(i, i + BUILT_BLOCK))
    this.#blocks = blocks
    this.#added = []
    return blocks
  }

  #insert(key: string, blocks: string[][]): void {
    const { block: index, offset } = this.#positionOf(key, blocks)
    const block = blocks[index]!
    if (block[offset] === key) return // added, deleted and added again
    block.splice(offset, 0, key)
    if (block.length > LARGEST_BLOCK) blocks.splice(index + 1, 0, block.splice(BUILT_BLOCK))
  }

  /** Where the first key stands that is not below `key`; the offset may be the end of its block. */
  #positionOf(key: string | undefined, blocks: string[][]): Position {
    if (key === undefined) return { block: blocks.length - 1, offset: blocks.at(-1)!.length }
    let block = 0
    for (let high = blocks.length; block + 1 < high;) {
      const middle = (block + high) >>> 1
      if (this.#isBelow(key, blocks[middle]![0]!)) high = middle
      else block = middle
    }
    const keys = blocks[block]!
    let offset = 0
    for (let high = keys.length; offset < high;) {
      const middle = (offset + high) >>> 1
      if (this.#isBelow(keys[middle]!, key)) offset = middle + 1
      else high = middle
    }
    return { block, offset }
  }

  /** One of the two keys is in the blocks: where those have no high units, it decides the order natively. */
  #isBelow(a: string, b: string): boolean {
    return this.#native ? a < b : compareKeys(a, b) < 0
  }
}
