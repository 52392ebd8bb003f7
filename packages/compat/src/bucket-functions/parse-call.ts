import type { Call } from './call.ts'

/** A line that says nothing to a dispatcher. */
const REMARK = /^\s*(?:#|$)/

/**
 * Reads a call from JSON text, behind which there may be lines that begin with `#`.
 * Throws `SyntaxError` for what is not JSON; what it says is checked when it is dispatched.
 */
export function parseCall(text: string): Call {
  const lines = text.split('\n')
  const last = lines.findLastIndex((line) => !REMARK.test(line))
  return JSON.parse(lines.slice(0, last + 1).join('\n')) as Call
}
