import type { Entry } from '@kvasir/core'
import { valueText } from '../value-text.ts'
import type { Limits } from './limits.ts'
import { failed } from './refusals.ts'

/** The values of many keys as they are added, in one of the two types that many keys can be had in. */
export class BulkAnswer {
  readonly values: Map<string, unknown> = new Map()
  readonly #isJson: boolean
  readonly #limits: Limits
  #units = 0

  /** Throws where the type is none that many keys can be had in. */
  constructor(type: string | undefined, limits: Limits) {
    if (type !== undefined && !['', 'text', 'json'].includes(type)) {
      throw failed('GET_BULK', 400, `"${type}" is not a valid type. Use "json" or "text"`)
    }
    this.#isJson = type === 'json'
    this.#limits = limits
  }

  /** Adds what there is of a key, with its metadata where that is asked for. */
  add(key: string, entry: Entry | undefined, withMetadata: boolean): void {
    const value = entry === undefined ? null : this.#read(entry)
    const answer = value === null || !withMetadata ? value : { value, metadata: entry?.metadata ?? null }
    this.values.set(key, answer)
  }

  /** The whole, or throws if it is more than a request may be answered with. */
  finish(): Map<string, unknown> {
    const { bulkUnits } = this.#limits
    if (this.#units <= bulkUnits) return this.values
    const text = `Total size of request exceeds the limit of ${bulkUnits / 1024 / 1024}MB`
    throw failed('GET_BULK', 413, text)
  }

  #read(entry: Entry): unknown {
    const text = valueText(entry.value)
    this.#units += text.length
    if (!this.#isJson) return text
    try {
      return JSON.parse(text)
    } catch {
      throw failed('GET_BULK', 400, 'At least one of the requested keys corresponds to a non-json value')
    }
  }
}
