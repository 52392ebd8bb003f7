import type { CreateNamespaceOptions, NamespaceConfig, NamespaceHead, NamespaceInfo } from './api.ts'
import type { Backend, Check, KeyCheck, KeyScan, Row, SetWrite, Tally, Write } from './contract.ts'
import { KvasirError } from './errors.ts'
import { keyAfter, prefixEnd } from './key-order.ts'
import { checkConfig } from './namespace-config.ts'
import { Overlay } from './overlay.ts'
import { set } from './plan/set.ts'
import type { Registration } from './registration.ts'
import { commitsWhole } from './commits.ts'
import { chanceId, graveSpace, historySpace, memoryId, noteSpace, REGISTRY, SPACES_EACH } from './spaces.ts'
import { type Task, wait } from './task.ts'

/**
 * The registry: one row a namespace, one with the id that was given out last, and notes, in a space of their own.
 * Namespaces are found by their name and their rows by the id, so a name is never more than data.
 */
const NAME_PREFIX = 'n:'
const LAST_ID = 'last-id'
/** What a namespace with limits holds, and up to where its deletions are forgotten, under the prefix and the id. */
const TALLY_PREFIX = 't:'
const HORIZON_PREFIX = 'h:'
/** Written with every deletion of a namespace: whatever came before its revision and is gone is forgotten. */
const LAST_DELETION = 'last-deletion'
const PAGE = 256

/** The content of a registry row. */
interface Registered extends NamespaceConfig {
  readonly id: number
  readonly createdAt: number
}

/** Throws `INVALID_NAMESPACE` unless the name is a well-formed string. */
export function checkName(name: string): string {
  if (typeof name === 'string' && name.isWellFormed()) return name
  throw new KvasirError(
    'INVALID_NAMESPACE',
    `The name of a namespace is a string without lone surrogates; got ${typeof name === 'string' ? JSON.stringify(name) : typeof name}.`,
  )
}

export function* findNamespace(backend: Backend, name: string): Task<Registration | undefined> {
  const row = yield* wait(backend.get(REGISTRY, NAME_PREFIX + name))
  return row && toRegistration(row)
}

/** Opens, creates or reconfigures a namespace, as `ifExists` says. */
export function* createNamespace(
  backend: Backend,
  name: string,
  { ifExists = 'error', ...options }: CreateNamespaceOptions,
  now: number,
): Task<Registration> {
  const config = checkConfig(options)
  requireSide(backend, name, config)
  if (!['error', 'open', 'update'].includes(ifExists)) {
    throw new KvasirError(
      'INVALID_OPTION',
      `ifExists is 'error', 'open' or 'update'; got ${JSON.stringify(ifExists)}.`,
    )
  }
  for (;;) {
    const { found, founding } = yield* lookUp(backend, name, now, config)
    if (found !== undefined && ifExists === 'error') {
      throw new KvasirError(
        'NAMESPACE_EXISTS',
        `There is a namespace ${JSON.stringify(name)} already; open it with ifExists: 'open'.`,
      )
    }
    if (found !== undefined && ifExists === 'open') return found
    if (found !== undefined && (config.storage ?? placeOf(found)) !== placeOf(found))
      throw storageIsFixed(name)
    const { registration, ...batch } = found === undefined ? founding : planUpdate(found, config, now)
    const commit = yield* wait(backend.commit(batch))
    if (commit.ok) return withRevision(registration, commit.first)
  }
}

function placeOf({ storage = 'persistent' }: NamespaceConfig): NamespaceConfig['storage'] {
  return storage
}

function storageIsFixed(name: string): KvasirError {
  return new KvasirError(
    'INVALID_OPTION',
    `The storage of ${JSON.stringify(name)} is fixed at its creation; delete the namespace to change it.`,
  )
}

/** Whether a backend can keep the entries of a namespace. */
export function hasSide({ capabilities }: Backend, { storage }: NamespaceConfig): boolean {
  return capabilities.memorySide || storage !== 'memory'
}

/** Throws `UNAVAILABLE` unless a backend can keep the entries of a namespace. */
export function requireSide(backend: Backend, name: string, config: NamespaceConfig): void {
  if (hasSide(backend, config)) return
  throw new KvasirError(
    'UNAVAILABLE',
    `The backend ${backend.name} cannot keep the entries of ${JSON.stringify(name)} in memory: put withMemorySide of @kvasir/memory around it.`,
  )
}

/** What it takes to create a namespace: the batch, and what it is then, but for the revision. */
export interface Founding {
  readonly registration: Registration
  readonly checks: readonly Check[]
  readonly writes: readonly Write[]
}

/** A namespace if it exists, and what would create it if it does not. */
export function* lookUp(
  backend: Backend,
  name: string,
  now: number,
  config: NamespaceConfig = {},
): Task<{ readonly found: Registration | undefined; readonly founding: Founding }> {
  const key = NAME_PREFIX + name
  const [row, last, deletion] = yield* wait(backend.getMany(REGISTRY, [key, LAST_ID, LAST_DELETION]))
  const newest = last === undefined ? 0 : (JSON.parse(last.value as string) as number)
  const next = newest + SPACES_EACH
  const isCounted = commitsWhole(backend)
  const id = config.storage === 'memory' ? memoryId() : isCounted ? next : chanceId()
  const check = registryCheck(key, undefined)
  const writes = [registryWrite(key, { id, createdAt: now, ...config }, now)]
  if (isCounted) writes.push(registryWrite(LAST_ID, next, now))
  // One of the same name may have been deleted then.
  if (deletion !== undefined) writes.push(writeNote(id, horizonKey(id), horizonOf(backend, deletion), now))
  const founding = {
    registration: { name, id, createdAt: now, ...config, guard: check },
    // Two who count at once without knowing of each other would give one space to two namespaces.
    checks: isCounted ? [check, registryCheck(LAST_ID, last)] : [check],
    writes,
  }
  return { found: row && toRegistration(row), founding }
}

/** The horizon of a namespace that is made after a deletion; `null` stands for the revision of the note that says it. */
function horizonOf(backend: Backend, { revision }: Row): number | null {
  return backend instanceof Overlay && backend.hasGiven(revision) ? null : revision
}

/** A registration as it is once its row has been written. */
export function withRevision(registration: Registration, revision: number): Registration {
  return { ...registration, guard: { ...registration.guard, revision } }
}

/** Deletes a namespace with its rows; the result is whether there was one. */
export function* deleteNamespace(backend: Backend, name: string, now: number): Task<boolean> {
  for (;;) {
    const registration = yield* findNamespace(backend, name)
    if (registration === undefined) return false
    const { guard, id } = registration
    const writes: Write[] = [
      { kind: 'delete', space: REGISTRY, key: guard.key },
      { kind: 'delete', space: noteSpace(id), key: tallyKey(id) },
      { kind: 'delete', space: noteSpace(id), key: horizonKey(id) },
      ...[id, historySpace(id), graveSpace(id)].map(deleteAll),
      registryWrite(LAST_DELETION, name, now),
    ]
    const commit = yield* wait(backend.commit({ checks: [guard], writes }))
    if (commit.ok) return true
  }
}

/** The revision of the last deletion of a namespace, whatever its name; 0 when there was none. */
export function* readLastDeletion(backend: Backend): Task<number> {
  return (yield* wait(backend.get(REGISTRY, LAST_DELETION)))?.revision ?? 0
}

/** All namespaces in the order of their names. */
export function* listNamespaces(backend: Backend): Task<Registration[]> {
  const registrations: Registration[] = []
  const to = prefixEnd(NAME_PREFIX)
  for (let from = NAME_PREFIX; ;) {
    const scan: KeyScan = { space: REGISTRY, from, to, limit: PAGE, reverse: false, select: 'rows' }
    const rows = yield* wait(backend.scan(scan))
    registrations.push(...rows.map(toRegistration))
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return registrations
    from = keyAfter(last.key)
  }
}

/** What users see of a namespace without its entries. */
export function toNamespaceHead(registration: Registration): NamespaceHead {
  const { id: _, guard: __, ...head } = registration
  return head
}

/** What users see of a namespace; its entries are counted. */
export function* inspectNamespace(
  backend: Backend,
  registration: Registration,
  now: number,
): Task<NamespaceInfo> {
  const tally: Tally = { space: registration.id, from: '', to: undefined, at: now, bytes: true }
  const { rows, expired, bytes } = yield* wait(backend.stat(tally))
  const { history = 1 } = registration
  const versions =
    history > 1 ? yield* wait(backend.stat({ ...tally, space: historySpace(registration.id) })) : undefined
  return {
    ...toNamespaceHead(registration),
    entries: rows - expired,
    bytes: bytes + (versions?.bytes ?? 0),
  }
}

/** The key of the registry row that says what a namespace with limits holds. */
export function tallyKey(id: number): string {
  return TALLY_PREFIX + id
}

/** The key of the registry row with the newest revision of a deletion that is forgotten. */
export function horizonKey(id: number): string {
  return HORIZON_PREFIX + id
}

/** The newest revision of a deletion in a namespace that is forgotten; 0 when none is. */
export function* readHorizon(backend: Backend, id: number): Task<number> {
  return toHorizon(yield* wait(backend.get(noteSpace(id), horizonKey(id))))
}

/** What the note at {@link horizonKey} says, if there is one. */
export function toHorizon(note: Row | undefined): number {
  if (note === undefined) return 0
  return (JSON.parse(note.value as string) as number | null) ?? note.revision
}

/** The write of a note about a namespace. */
export function writeNote(id: number, key: string, content: unknown, now: number): SetWrite {
  return { ...registryWrite(key, content, now), space: noteSpace(id) }
}

/** A namespace with another configuration. */
function planUpdate(
  { name, id, createdAt, guard, storage, history: kept = 1 }: Registration,
  asked: NamespaceConfig,
  now: number,
): Founding {
  const config = storage === undefined ? asked : { ...asked, storage }
  const writes: Write[] = [
    registryWrite(guard.key, { id, createdAt, ...config }, now),
    // Counted anew, as nobody counts where there are no limits.
    { kind: 'delete', space: noteSpace(id), key: tallyKey(id) },
  ]
  // Otherwise it would show again, with a gap, should there be a history later.
  if (kept > 1 && (config.history ?? 1) === 1) writes.push(deleteAll(historySpace(id)))
  return { registration: { name, id, createdAt, ...config, guard }, checks: [guard], writes }
}

function deleteAll(space: number): Write {
  return { kind: 'deleteRange', space, from: '', to: undefined }
}

function registryCheck(key: string, row: Row | undefined): KeyCheck {
  return { kind: 'key', space: REGISTRY, key, revision: row?.revision ?? 0 }
}

function registryWrite(key: string, content: unknown, now: number): SetWrite {
  const place = { space: REGISTRY, key, longest: undefined }
  return set(place, { type: 'json', value: JSON.stringify(content) }, undefined, 0, now)
}

function toRegistration(row: Row): Registration {
  const name = row.key.slice(NAME_PREFIX.length)
  return { name, ...(JSON.parse(row.value as string) as Registered), guard: registryCheck(row.key, row) }
}
