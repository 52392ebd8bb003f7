import { toText } from '../to-text.ts'
import { optional, toInteger, toMembers } from './arguments.ts'
import { checkLength } from './check-key.ts'
import { keyOfCursor } from './cursor.ts'
import { DEFAULT_LIST_KEYS, type Limits } from './limits.ts'
import { failed } from './refusals.ts'

/** What a list asks for. */
export interface ListRequest {
  readonly limit: number
  readonly prefix: string
  /** The key behind which it begins. */
  readonly after: string | undefined
}

/** Reads the arguments of `list`. Throws for what it does not take. */
export function readList(options: unknown, limits: Limits): ListRequest {
  const { limit, prefix, cursor } = toMembers(options, 'list', 1, 'ListOptions')
  const asked = optional(limit, (count) => toInteger(count, limits.integer)) ?? 0
  const begin = optionalText(prefix) ?? ''
  const place = optionalText(cursor)
  if (asked > limits.listKeys) {
    const text = `Invalid key_count_limit of ${asked}. Please specify an integer less than ${limits.listKeys}.`
    throw failed('GET', 400, text)
  }
  checkLength(begin, 'GET', limits)
  return {
    // The original takes no number below 1 for one.
    limit: asked > 0 ? asked : DEFAULT_LIST_KEYS,
    prefix: begin,
    after: place === undefined ? undefined : keyOfCursor(place),
  }
}

function optionalText(argument: unknown): string | undefined {
  return argument === null ? undefined : optional(argument, toText)
}
