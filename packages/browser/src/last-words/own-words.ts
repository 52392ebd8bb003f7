import { hasClone } from '../has-clone.ts'
import { itemKey } from './word-items.ts'
import { toText } from './word-text.ts'
import { type Spoken, toSpoken, type Word } from './word.ts'

/** Words of a page that are not taken back. */
export const MAX_WORDS: number = 1000
/** UTF-16 units of keys and texts of a page: a fifth of what browsers give to an origin. */
export const MAX_UNITS: number = 2 ** 20

interface Kept {
  readonly number: number
  readonly key: string
  readonly units: number
  readonly spoken: Spoken
}

/** A word that was taken back while words that were spoken after it were not. */
interface Retracted {
  readonly key: string
  readonly units: number
  /** Words from this number on were spoken afterwards. */
  readonly until: number
}

/**
 * The words of this page. One that is taken back leaves its id behind for as long as there are words that were
 * spoken before that happened: their replay must tell the rows of this page, which they may overwrite, from
 * newer rows of other pages.
 */
export class OwnWords {
  readonly #name: string
  readonly #page: string
  readonly #storage: Storage
  readonly #live = new Map<string, Kept>()
  #retracted: Retracted[] = []
  #units = 0
  #next = 1
  #saidAt = 0

  constructor(name: string, page: string, storage: Storage) {
    this.#name = name
    this.#page = page
    this.#storage = storage
  }

  /** Stores a word, unless it is stored already; false when there is no room for it, or it cannot be a text. */
  speak(word: Word): boolean {
    // A page that is left a second time speaks again of what is still under way.
    if (this.#live.has(word.id)) return true
    if (this.#live.size >= MAX_WORDS || word.batches.some(hasClone)) return false
    // The clock may be set back, the order of the words not.
    this.#saidAt = Math.max(this.#saidAt, Date.now())
    const spoken = toSpoken(word, this.#saidAt)
    const number = this.#next
    const key = itemKey(this.#name, this.#page, number)
    const text = toText(spoken)
    const units = key.length + text.length
    if (this.#units + units > MAX_UNITS || !this.#set(key, text)) return false
    this.#next++
    this.#units += units
    this.#live.set(word.id, { number, key, units, spoken })
    return true
  }

  unspeak(id: string): void {
    const kept = this.#live.get(id)
    if (kept === undefined) return
    const { number, key, units, spoken } = kept
    this.#live.delete(id)
    this.#units -= units
    const text = toText({ ...spoken, word: undefined })
    if (this.#isBefore(number) && this.#set(key, text)) {
      this.#retracted.push({ key, units: key.length + text.length, until: this.#next })
      this.#units += key.length + text.length
    } else this.#remove(key)
    this.#forget()
  }

  /** Whether a word was spoken after the one with this number and is not taken back. */
  #isBefore(number: number): boolean {
    for (const kept of this.#live.values()) if (kept.number > number) return true
    return false
  }

  /** Removes the retracted ones that no word depends on any more. */
  #forget(): void {
    const [oldest] = this.#live.values()
    const isNeeded = ({ until }: Retracted): boolean => oldest !== undefined && oldest.number < until
    for (const retracted of this.#retracted) {
      if (isNeeded(retracted)) continue
      this.#remove(retracted.key)
      this.#units -= retracted.units
    }
    this.#retracted = this.#retracted.filter(isNeeded)
  }

  #set(key: string, text: string): boolean {
    try {
      this.#storage.setItem(key, text)
      return true
    } catch {
      // Full, or no longer allowed: the caller is told so.
      return false
    }
  }

  #remove(key: string): void {
    try {
      this.#storage.removeItem(key)
    } catch {
      // No longer allowed. A word that stays is found to be stored already when it is replayed.
    }
  }
}
