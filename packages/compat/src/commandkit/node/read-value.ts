/// <reference types="node" />

/** The numbers that CommandKit gives to the types of values: https://github.com/neplextech/commandkit packages/commandkit/src/kv/constants.ts */
const DATE = 4
const BIGINT = 5
const UNDEFINED = 7
const MAP = 9
const SET = 10
const BUFFER = 11
const REGEXP = 12

/** A value as CommandKit has it in its table: JSON with a type; a text that is none of these is the value itself. */
export function readValue(text: string): unknown {
  const stored = parse(text)
  return isTyped(stored) ? ofType(stored.t, stored.v) : text
}

function ofType(type: number, value: unknown): unknown {
  switch (type) {
    case DATE:
      return new Date(String(value))
    case BIGINT:
      return BigInt(String(value))
    case UNDEFINED:
      return undefined
    case MAP:
      return new Map(value as [unknown, unknown][])
    case SET:
      return new Set(value as unknown[])
    case BUFFER:
      return Buffer.from(String(value), 'base64')
    case REGEXP: {
      const { source, flags } = value as { source: string; flags: string }
      return new RegExp(source, flags)
    }
    default:
      return value
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Undefined is written without a value, and everything else with one. */
function isTyped(stored: unknown): stored is { readonly t: number; readonly v?: unknown } {
  return typeof stored === 'object' && stored !== null && 't' in stored && typeof stored.t === 'number'
}
