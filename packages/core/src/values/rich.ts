import type { RichCodec } from '../api.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { copyBytes, unstorable } from './encode.ts'
import { hasNoClass, isPlainArray, isPlainObject, MAX_DEPTH, memberPath } from './json.ts'

/**
 * A codec for Date, Map, Set, bigint, RegExp, undefined, NaN, infinities, -0, ArrayBuffer, DataView and typed
 * arrays, at any depth.
 *
 * The text is JSON in which such a value is an object with one member named after its type, `{"$Date":0}`.
 * A plain object that has a single member of that look is written as `{"$Object":[[key,value]]}`.
 */
export const rich: RichCodec = {
  encode: (value) => JSON.stringify(pack(value, '$', [])),
  decode: (text) => unpack(JSON.parse(text)),
}

type Packed = null | boolean | number | string | readonly Packed[] | { readonly [key: string]: Packed }

function pack(value: unknown, path: string, ancestors: readonly object[]): Packed {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $Number: Object.is(value, -0) ? '-0' : `${value}` }
    case 'bigint':
      return { $BigInt: `${value}` }
    case 'undefined':
      return { $Undefined: null }
    case 'object':
      return value === null ? null : packObject(value, path, ancestors)
    default:
      throw unstorable(path, `a ${typeof value} is code or identity, not data`)
  }
}

function packObject(value: object, path: string, ancestors: readonly object[]): Packed {
  if (ancestors.includes(value)) throw unstorable(path, 'it contains itself')
  if (ancestors.length >= MAX_DEPTH) throw unstorable(path, `it lies more than ${MAX_DEPTH} levels deep`)
  const line = [...ancestors, value]
  const inner = (member: unknown, name: string): Packed => pack(member, memberPath(path, name), line)
  if (Array.isArray(value)) {
    if (!isPlainArray(value))
      throw unstorable(path, 'an array with holes, other properties or a class of its own')
    return value.map((item, i) => pack(item, `${path}[${i}]`, line))
  }
  if (isA(value, Date)) return { $Date: Number.isNaN(value.getTime()) ? null : value.getTime() }
  if (isA(value, RegExp)) return { $RegExp: [value.source, value.flags, value.lastIndex] }
  if (isA(value, Set)) return { $Set: Array.from(value, (item, i) => pack(item, `${path}[${i}]`, line)) }
  if (isA(value, Map)) {
    return {
      $Map: Array.from(value, ([key, item], i) => [
        pack(key, `${path}[${i}].key`, line),
        pack(item, `${path}[${i}].value`, line),
      ]),
    }
  }
  if (value instanceof ArrayBuffer) return { $ArrayBuffer: toBase64(copyBytes(value, path)) }
  if (ArrayBuffer.isView(value)) {
    return {
      [`$${viewName(value, path)}`]: toBase64(copyBytes(value, path)),
    }
  }
  if (!isPlainObject(value)) throw unstorable(path, `${whyNotPlain(value)}; store a plain object`)
  const members = Object.entries(value).map(([name, member]): [string, Packed] => [name, inner(member, name)])
  return members.length === 1 && members[0]?.[0].startsWith('$')
    ? { $Object: members }
    : Object.fromEntries(members)
}

/** What keeps an object from being plain, in words. */
function whyNotPlain(value: object): string {
  if (hasNoClass(value)) return 'it has symbols as keys, or a toJSON'
  const prototype: { readonly constructor?: { readonly name: string } } = Object.getPrototypeOf(value)
  return `it is an instance of ${prototype.constructor?.name || 'a class'}`
}

/** Whether an object is of a class itself: of one that extends it, something would be lost. */
function isA<T extends object>(value: object, { prototype }: { readonly prototype: T }): value is T {
  return Object.getPrototypeOf(value) === prototype
}

const VIEWS: Readonly<Record<string, new (buffer: ArrayBuffer) => ArrayBufferView>> = {
  DataView,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
}

/** The name of a view's own kind; a subclass, such as Node's Buffer, counts as the kind it extends. */
function viewName(view: ArrayBufferView, path: string): string {
  for (const [name, View] of Object.entries(VIEWS)) if (view instanceof View) return name
  throw unstorable(path, `${view.constructor.name} is no view that the codec knows`)
}

function unpack(packed: Packed): unknown {
  if (packed === null || typeof packed !== 'object') return packed
  if (isList(packed)) return packed.map(unpack)
  const members = Object.entries(packed)
  const [tag, content] = members.length === 1 ? (members[0] as [string, Packed]) : ['', null]
  if (tag.startsWith('$')) return unpackTagged(tag.slice(1), content)
  return Object.fromEntries(members.map(([name, member]) => [name, unpack(member)]))
}

function isList(packed: Packed): packed is readonly Packed[] {
  return Array.isArray(packed)
}

function unpackTagged(tag: string, content: Packed): unknown {
  const list = isList(content) ? content : []
  const text = String(content)
  switch (tag) {
    case 'Number':
      return Number(text)
    case 'BigInt':
      return BigInt(text)
    case 'Undefined':
      return undefined
    case 'Date':
      return new Date(content === null ? Number.NaN : Number(content))
    case 'RegExp':
      return Object.assign(new RegExp(String(list[0]), String(list[1])), { lastIndex: Number(list[2]) })
    case 'Set':
      return new Set(list.map(unpack))
    case 'Map':
      return new Map(list.map((pair) => pairOf(pair)))
    case 'Object':
      return Object.fromEntries(list.map((pair) => pairOf(pair) as [string, unknown]))
    default: {
      const { buffer } = fromBase64(text)
      const View = VIEWS[tag]
      if (View !== undefined) return new View(buffer)
      if (tag === 'ArrayBuffer') return buffer
      throw unstorable('$', `${tag} is no type that the codec knows`)
    }
  }
}

function pairOf(pair: Packed): [unknown, unknown] {
  const [key, value] = isList(pair) ? pair : []
  return [unpack(key ?? null), unpack(value ?? null)]
}
