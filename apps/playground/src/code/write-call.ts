import { writeLiteral } from '../values/write-literal.ts'

/** A call that is awaited; members of `options` that are undefined are left out, and so are empty options. */
export function writeCall(method: string, args: readonly unknown[], options: object = {}): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const all = given.length === 0 ? args : [...args, Object.fromEntries(given)]
  return `await ${method}(${all.map((arg) => writeLiteral(arg)).join(', ')})`
}
