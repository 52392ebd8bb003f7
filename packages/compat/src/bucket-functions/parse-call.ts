import type { Call } from './call.ts'

/** Lines at the end that are empty or a comment. */
const REMARKS = /(?:\s*\n\s*#[^\n]*)+\s*$/

/**
 * Reads a call from JSON text, behind which there may be lines that begin with `#`.
 * Throws `SyntaxError` for what is not JSON; what it says is checked when it is dispatched.
 */
export function parseCall(text: string): Call {
  return JSON.parse(text.replace(REMARKS, '')) as Call
}
