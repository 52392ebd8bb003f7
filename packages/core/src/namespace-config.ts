import type { NamespaceConfig } from './api.ts'
import { KvasirError } from './errors.ts'
import { checkTtl } from './expiry.ts'
import { findNonJson } from './values/json.ts'

/** How many versions of a key can be kept at the most, as in NATS: https://docs.nats.io/nats-concepts/jetstream/key-value-store */
const MAX_HISTORY = 64

type Check = (value: unknown, name: string) => void

/** What each setting may be. */
const CHECKS: Readonly<Record<keyof NamespaceConfig, Check>> = {
  description: (value) => {
    if (typeof value !== 'string') throw refused('The description of a namespace is a string', value)
  },
  metadata: checkJson,
  ttl: (value) => checkTtl(value as number),
  sliding: checkBoolean,
  history: (value, name) => {
    checkCount(value, name)
    if ((value as number) > MAX_HISTORY) throw refused(`history is ${MAX_HISTORY} at the most`, value)
  },
  maxBytes: checkCount,
  maxValueBytes: checkCount,
  maxEntries: checkCount,
  eviction: oneOf('lru', 'oldest'),
  storage: oneOf('memory', 'persistent'),
  compression: checkBoolean,
  replicas: checkCount,
  placement: checkJson,
  mirror: checkJson,
  sources: checkJson,
  republish: checkJson,
}

/** The settings that were given, without those that are undefined. Throws `INVALID_OPTION`, `INVALID_TTL`. */
export function checkConfig(given: NamespaceConfig): NamespaceConfig {
  const config: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    if (!isSetting(name)) {
      throw refused(
        `There is no setting ${JSON.stringify(name)}: it is one of ${Object.keys(CHECKS).join(', ')}`,
      )
    }
    CHECKS[name](value, name)
    config[name] = value
  }
  checkTogether(config)
  return config
}

function checkTogether({ ttl, sliding, eviction, history = 1, maxBytes, maxEntries }: NamespaceConfig): void {
  if (sliding === true && ttl === undefined) throw refused('sliding restarts the ttl: give that, too')
  if (eviction === undefined) return
  if (maxBytes === undefined && maxEntries === undefined) {
    throw refused('eviction keeps a namespace within maxBytes or maxEntries: give one of them')
  }
  if (history > 1) throw refused('A namespace with eviction keeps no history')
}

function isSetting(name: string): name is keyof NamespaceConfig {
  return Object.hasOwn(CHECKS, name)
}

function checkCount(value: unknown, name: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw refused(`${name} is a positive integer`, value)
}

function checkBoolean(value: unknown, name: string): void {
  if (typeof value !== 'boolean') throw refused(`${name} is true or false`, value)
}

function checkJson(value: unknown, name: string): void {
  const path = findNonJson(value)
  if (path !== undefined) throw refused(`${name} is JSON, and what is at ${path} is not`)
}

function oneOf(...choices: readonly string[]): Check {
  return (value, name) => {
    if (!choices.includes(value as string)) throw refused(`${name} is ${choices.join(' or ')}`, value)
  }
}

function refused(rule: string, got?: unknown): KvasirError {
  const message =
    got === undefined ? rule : `${rule}; got ${typeof got === 'object' ? 'an object' : String(got)}`
  return new KvasirError('INVALID_OPTION', `${message}.`)
}
