import { notOfType } from './refusals.ts'

/**
 * What a worker's runtime makes of the arguments of a call, by the rules of Web IDL:
 * https://webidl.spec.whatwg.org/#js-type-mapping
 */

/** Cuts fractions; what is no number is 0. Throws a `TypeError` for what is beyond `max`, or below its negative less one. */
export function toInteger(argument: unknown, max: number): number {
  const number = Number.isInteger(argument) ? (argument as number) : +(argument as number)
  if (!Number.isFinite(number)) return 0
  if (number > max || number < -max - 1) {
    throw new TypeError(`Value out of range. Must be between ${-max - 1} and ${max} (inclusive).`)
  }
  return Math.trunc(number) + 0
}

export function isObject(argument: unknown): argument is object {
  return (typeof argument === 'object' && argument !== null) || typeof argument === 'function'
}

/** The members of an argument; those of none are undefined. Throws a `TypeError` for what has no members. */
export function toMembers(
  argument: unknown,
  method: string,
  position: number,
  type: string,
): Readonly<Record<string, unknown>> {
  if (argument === undefined || argument === null) return {}
  if (isObject(argument)) return argument as Readonly<Record<string, unknown>>
  throw notOfType(method, position, type)
}

/** What `read` makes of an argument that may be left out. */
export function optional<T>(argument: unknown, read: (argument: unknown) => T): T | undefined {
  return argument === undefined ? undefined : read(argument)
}
