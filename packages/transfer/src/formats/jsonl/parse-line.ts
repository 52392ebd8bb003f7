import type { Row } from '@kvasir/core'
import { fromBase64 } from '@kvasir/core/pack'
import { findNonJson, type Kept } from '@kvasir/core/raw'
import type { ClearedRecord, TransferRecord } from '../../records.ts'

/** What is wrong with a line or an entry: the end of a sentence. */
export class Fault extends Error {}

/** What a line other than the first says. Throws a {@link Fault}. */
export function parseLine(line: unknown, spaces: number, number: number): TransferRecord {
  if (!isObject(line)) throw new Fault('it is no object')
  if (line['changes'] === true) return { kind: 'changes' }
  if (line['end'] === true) return parseEnd(line, number)
  const space = line['ns']
  if (typeof space !== 'number' || !Number.isInteger(space) || space < 0 || space >= spaces) {
    throw new Fault('it is of a namespace that the first line does not name')
  }
  if (line['cleared'] !== undefined) return parseCleared(space, line)
  const key = toKey(line['key'])
  const versions = parseVersions(key, line['versions'])
  return line['deleted'] === true
    ? { kind: 'gone', space, key, writtenAt: toMoment(line['writtenAt'], 'writtenAt'), versions }
    : { kind: 'entry', space, row: parseRow(key, line), versions }
}

/** Whether something is an object with members. */
export function isObject(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null && !Array.isArray(content)
}

/** A key. Throws a {@link Fault}. */
export function toKey(key: unknown): string {
  if (typeof key === 'string' && key.isWellFormed()) return key
  throw new Fault('its key is no text without lone surrogates')
}

/** The JSON text of a value. Throws a {@link Fault} for what JSON does not give back. */
export function toJson(value: unknown, what: string): string {
  const path = value === undefined ? '$' : findNonJson(value)
  if (path !== undefined) throw new Fault(`${what} is missing, or not exact at ${path}`)
  return JSON.stringify(value)
}

/** Bytes. Throws a {@link Fault}. */
export function toBytes(text: unknown): Uint8Array {
  try {
    if (typeof text === 'string') return fromBase64(text)
  } catch {
    // Said below.
  }
  throw new Fault('its value is not base64')
}

function parseEnd(line: Readonly<Record<string, unknown>>, number: number): TransferRecord {
  const { lines, entries, consistent } = line
  if (lines !== number)
    throw new Fault(`it says that there are ${String(lines)} lines, so some are missing or too many`)
  return { kind: 'end', entries: typeof entries === 'number' ? entries : 0, consistent: consistent === true }
}

function parseCleared(space: number, line: Readonly<Record<string, unknown>>): ClearedRecord {
  const range = line['cleared']
  if (!isObject(range)) throw new Fault('it does not say which keys are cleared')
  const { start, end } = range
  return {
    kind: 'cleared',
    space,
    start: toKey(start),
    end: end === undefined ? undefined : toKey(end),
    writtenAt: toMoment(line['writtenAt'], 'writtenAt'),
  }
}

function parseRow(key: string, content: Readonly<Record<string, unknown>>): Row {
  const { type, value, revision, writtenAt, expiresAt, metadata } = content
  return {
    key,
    ...parseValue(type, value),
    revision: toMoment(revision, 'revision'),
    writtenAt: toMoment(writtenAt, 'writtenAt'),
    expiresAt: expiresAt === undefined ? 0 : toMoment(expiresAt, 'expiresAt'),
    metadata: metadata === undefined ? undefined : toJson(metadata, 'its metadata'),
  }
}

function parseValue(type: unknown, value: unknown): Pick<Row, 'type' | 'value'> {
  switch (type) {
    case 'json':
      return { type, value: toJson(value, 'its value') }
    case 'bytes':
      return { type, value: toBytes(value) }
    case 'text':
    case 'rich':
      if (typeof value === 'string') return { type, value }
      throw new Fault('its value is no text')
    default:
      throw new Fault(`its type is ${JSON.stringify(type)}, and not text, json, bytes or rich`)
  }
}

function parseVersions(key: string, versions: unknown): readonly Kept[] | undefined {
  if (versions === undefined) return undefined
  if (!Array.isArray(versions)) throw new Fault('its versions are no list')
  return versions.map((version: unknown) => parseVersion(key, version))
}

function parseVersion(key: string, version: unknown): Kept {
  if (!isObject(version)) throw new Fault('one of its versions is no object')
  const { operation, revision, writtenAt } = version
  switch (operation) {
    case 'put':
      return { operation, row: parseRow(key, version) }
    case 'delete':
    case 'purge':
    case 'expire':
      return {
        operation,
        revision: toMoment(revision, 'revision'),
        writtenAt: toMoment(writtenAt, 'writtenAt'),
      }
    default:
      throw new Fault('one of its versions has no operation that there is')
  }
}

/** A number that counts or tells a time. */
function toMoment(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new Fault(`its ${name} is no number of 0 or more`)
}
