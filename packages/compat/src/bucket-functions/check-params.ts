import type { JsonSchema, TypeName } from './json-schema.ts'
import { Refusal } from './refusal.ts'

/** Throws a refusal with the name of the parameter that is not as its schema wants it. */
export function checkParams<P>(schema: JsonSchema, params: unknown): asserts params is P {
  check(schema, params, '')
}

function check(schema: JsonSchema, value: unknown, path: string): void {
  const types = typesOf(schema)
  if (types.length > 0 && !types.some((type) => isOf(type, value, types)))
    throw invalid(path, `must be of type ${types.join(' or ')}`)
  if (typeof value === 'string') checkText(schema, value, path)
  else if (typeof value === 'number' || typeof value === 'bigint') checkNumber(schema, value, path)
  else if (Array.isArray(value)) checkItems(schema, value, path)
  else if (isRecord(value)) checkMembers(schema, value, path)
}

function checkText({ enum: choices, pattern, minLength = 0 }: JsonSchema, text: string, path: string): void {
  if (choices?.includes(text) === false) throw invalid(path, `must be one of ${choices.join(', ')}`)
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text))
    throw invalid(path, `must match ${pattern}`)
  if (text.length < minLength) throw invalid(path, 'must not be empty')
}

function checkNumber({ minimum, maximum }: JsonSchema, value: number | bigint, path: string): void {
  if (minimum !== undefined && value < minimum) throw invalid(path, `must be ${minimum} or more`)
  if (maximum !== undefined && value > maximum) throw invalid(path, `must be ${maximum} or less`)
}

function checkItems({ items }: JsonSchema, list: readonly unknown[], path: string): void {
  if (items !== undefined) for (const [i, item] of list.entries()) check(items, item, `${path}[${i}]`)
}

function checkMembers(
  { properties, required = [], additionalProperties }: JsonSchema,
  members: Readonly<Record<string, unknown>>,
  path: string,
): void {
  if (properties === undefined) return
  const missing = required.find((name) => !Object.hasOwn(members, name) || members[name] === undefined)
  if (missing !== undefined) throw new Refusal(400, `Missing required parameter: ${inner(path, missing)}`)
  for (const [name, value] of Object.entries(members)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (schema === undefined && additionalProperties === false) throw unknown(inner(path, name), properties)
    if (schema !== undefined && value !== undefined) check(schema, value, inner(path, name))
  }
}

function typesOf({ type = [] }: JsonSchema): readonly TypeName[] {
  return typeof type === 'string' ? [type] : type
}

function isOf(type: TypeName, value: unknown, types: readonly TypeName[]): boolean {
  switch (type) {
    case 'integer':
      // What may be given as text where a number cannot hold it may be a bigint where that can be had.
      return Number.isInteger(value) || (typeof value === 'bigint' && types.includes('string'))
    case 'object':
      return isRecord(value)
    case 'array':
      return Array.isArray(value)
    default:
      return typeof value === type
  }
}

/** Whether something is an object with members, and no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inner(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function invalid(path: string, rule: string): Refusal {
  return new Refusal(400, path === '' ? `The params ${rule}` : `Invalid parameter ${path}: ${rule}`)
}

function unknown(path: string, properties: Readonly<Record<string, JsonSchema>>): Refusal {
  const names = Object.keys(properties)
  const known = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`
  return new Refusal(400, `Unknown parameter: ${path}; ${known}`)
}
