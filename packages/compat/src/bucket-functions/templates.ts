import { isRecord } from './check-params.ts'
import { Refusal } from './refusal.ts'

/** A reference, or one that is written with a backslash before it and means itself. */
const REFERENCE = /\\\$\{|\$\{(?<path>[^{}]*)\}/g
const WHOLE = /^\$\{(?<path>[^{}]*)\}$/
const STEP = /\.?(?<name>[^.[\]'"\s]+)|\[(?<index>\d+)\]|\[(?<quote>['"])(?<quoted>.*?)\k<quote>\]/y

/** JSON is not nested as deeply as that, but what contains itself is. */
const MAX_DEPTH = 500

/**
 * A copy of params with each `${path}` in their texts replaced by what is there in the context. A text that is nothing
 * but one reference becomes the value itself, whatever its type. What is put in is not looked at for references.
 * Throws a refusal for a reference to nothing.
 */
export function fillTemplates(params: unknown, context: object): unknown {
  return fill(params, context, 0)
}

function fill(value: unknown, context: object, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new Refusal(400, 'The params are nested too deeply')
  if (typeof value === 'string') return fillText(value, context)
  if (Array.isArray(value)) return value.map((item) => fill(item, context, depth + 1))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, fill(member, context, depth + 1)]),
  )
}

function fillText(text: string, context: object): unknown {
  const whole = WHOLE.exec(text)?.groups?.['path']
  if (whole !== undefined) return lookUp(whole, context)
  return text.replace(REFERENCE, (match: string, path: string | undefined) =>
    path === undefined ? match.slice(1) : toInset(lookUp(path, context), path),
  )
}

/** What a path such as `$.trigger.items[0].id` or `user_id` leads to. Only members of a value's own are seen. */
function lookUp(path: string, context: object): unknown {
  const trimmed = path.trim()
  let rest = trimmed.startsWith('$') ? trimmed.slice(1) : trimmed
  let value: unknown = context
  while (rest !== '') {
    STEP.lastIndex = 0
    const step = STEP.exec(rest)
    const { name, index, quoted } = step?.groups ?? {}
    const member = name ?? index ?? quoted
    if (step === null || member === undefined) throw unresolved(path)
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) throw unresolved(path)
    value = Reflect.get(value, member)
    rest = rest.slice(step[0].length)
  }
  if (value === undefined || trimmed === '') throw unresolved(path)
  return value
}

function toInset(value: unknown, path: string): string {
  if (typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value)
  } catch {
    throw new Refusal(400, `Reference to what is not JSON: \${${path}}`)
  }
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function unresolved(path: string): Refusal {
  return new Refusal(400, `Unresolved reference: \${${path}}`)
}
