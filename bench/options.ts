import { parseArgs } from 'node:util'
import type { Effort } from './measure/run-contest.ts'

const PLACES = ['node', 'chromium'] as const

export type Place = (typeof PLACES)[number]

export interface Options {
  readonly places: readonly Place[]
  readonly effort: Effort
  /** The only suite to run; all of them unless given. */
  readonly suite: string | undefined
  /** Whether a missed target makes the exit code 1. */
  readonly strict: boolean
}

/** Reads the command line; throws what to tell the user. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      suite: { type: 'string' },
      quick: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
    },
  })
  return {
    places: PLACES.filter((place) => values.only === undefined || place === checkPlace(values.only)),
    effort: values.quick ? { warmUp: 150, rounds: 1_000 } : { warmUp: 400, rounds: 6_000 },
    suite: values.suite,
    strict: values.strict,
  }
}

function checkPlace(name: string): Place {
  const place = PLACES.find((place) => place === name)
  if (place === undefined) throw new Error(`--only is ${PLACES.join(' or ')}; got ${name}.`)
  return place
}
