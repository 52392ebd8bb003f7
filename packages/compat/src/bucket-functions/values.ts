import { isKvasirError } from '@kvasir/core'
import { valueText } from '../value-text.ts'
import { type JsonSchema } from './json-schema.ts'
import { Refusal } from './refusal.ts'

/** The parameter with what is to be stored. */
export const valueParam: JsonSchema = {
  type: ['string', 'object', 'array'],
  description:
    'What to store: a string, or an object or array, which is stored as JSON. A number or boolean is to be wrapped in an object or given as a string.',
}

/** What is stored of a value: a text as it is, an object as JSON keeps it. */
export function toStored(value: string | object): string | object {
  if (typeof value === 'string') return value
  const stored = throughJson(value)
  if (typeof stored === 'object' && stored !== null) return stored
  throw new Refusal(400, 'Invalid parameter value: must be a string or an object')
}

/** The text of a stored value. */
export function textOf(key: string, value: unknown): string {
  try {
    return valueText(value)
  } catch (error) {
    if (!isKvasirError(error)) throw error
    throw new Refusal(415, `The value of the key ${JSON.stringify(key)} has no form as text`)
  }
}

/** A stored value as JSON has it. */
export function jsonOf(key: string, value: unknown): unknown {
  try {
    return JSON.parse(textOf(key, value)) as unknown
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(400, 'Value is not JSON: get it with json false')
  }
}

function throughJson(value: object): unknown {
  try {
    return JSON.parse(JSON.stringify(value)) as unknown
  } catch (error) {
    throw new Refusal(
      400,
      `Invalid parameter value: ${error instanceof Error ? error.message : 'is not JSON'}`,
    )
  }
}
