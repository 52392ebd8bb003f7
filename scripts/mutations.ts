import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './packages.ts'

/** A mistake that somebody could make in the sources, and the tests that have to notice it. */
export interface Mutation {
  /** What the mistaken code does, in words. */
  readonly name: string
  /** Relative to the root of the repository. */
  readonly file: string
  /** Stands exactly once in the file. */
  readonly find: string
  readonly replace: string
  readonly tests: string
  /** Only tests whose full name matches; everything unless given. */
  readonly only?: RegExp
}

/** How often the text that a mutation replaces stands in its file: it must be once. */
export function occurrences({ file, find }: Mutation): number {
  return readFileSync(join(ROOT, file), 'utf8').split(find).length - 1
}

const MEMORY = 'packages/memory/src/conformance.test.ts'
const INDEXED_DB = 'packages/indexeddb/src/conformance.test.ts'
const JOURNAL = 'packages/journal/src/journal.test.ts'
const SQLITE = 'packages/sqlite/src/conformance.test.ts'
const IN_MEMORY = /node:sqlite, in memory/
const IN_A_FILE = /node:sqlite, in a file/

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'keys are ordered by UTF-16 units',
    file: 'packages/core/src/key-order.ts',
    find: '? rank(x) - rank(y) : x - y',
    replace: '? x - y : x - y',
    tests: MEMORY,
  },
  {
    name: 'an entry lives through the instant of its expiry',
    file: 'packages/core/src/expiry.ts',
    find: 'clock() < row.expiresAt',
    replace: 'clock() <= row.expiresAt',
    tests: MEMORY,
  },
  {
    name: 'the direct way of a synchronous get does not look at the expiry',
    file: 'packages/core/src/shell/sync-namespace.ts',
    find: 'return isLive(row, this.scope.clock) ? (decodeValue(row, this.scope.rich) as V) : undefined',
    replace: 'return decodeValue(row, this.scope.rich) as V',
    tests: MEMORY,
  },
  {
    name: 'a count takes an entry for alive at the instant of its expiry',
    file: 'packages/core/src/row-bytes.ts',
    find: 'row.expiresAt <= at',
    replace: 'row.expiresAt < at',
    tests: MEMORY,
  },
  {
    name: 'a page stops at an expired row',
    file: 'packages/core/src/read-page.ts',
    find: 'rows.every(isAlive) ? rows : rows.filter(isAlive)',
    replace: 'rows.slice(0, [...rows.map(isAlive), false].indexOf(false))',
    tests: MEMORY,
  },
  {
    name: 'a cursor includes its own position',
    file: 'packages/core/src/plan/list.ts',
    find: 'return beyond(range, key, reverse)',
    replace: 'return reverse ? { ...range, to: key + "\\0" } : { ...range, from: key }',
    tests: MEMORY,
  },
  {
    name: 'a namespace default does not limit the ttl of an entry',
    file: 'packages/core/src/expiry.ts',
    find: 'Math.min(own ?? Infinity, last ?? Infinity)',
    replace: '(own ?? last ?? Infinity)',
    tests: MEMORY,
  },
  {
    name: 'bytes are not copied when they are put',
    file: 'packages/core/src/values/encode.ts',
    find: "value: copyBytes(value, '$') }",
    replace: 'value: value instanceof ArrayBuffer ? new Uint8Array(value) : value }',
    tests: MEMORY,
  },
  {
    name: 'bytes are not copied when they are read',
    file: 'packages/core/src/values/encode.ts',
    find: '(row.value as Uint8Array).slice()',
    replace: 'row.value',
    tests: MEMORY,
  },
  {
    name: 'clear empties the wrong namespace',
    file: 'packages/core/src/shell/writes.ts',
    find: "kind: 'deleteRange', ...span, space: id }",
    replace: "kind: 'deleteRange', ...span, space: id + 1 }",
    tests: MEMORY,
  },
  {
    name: 'an increment does not check what it read',
    file: 'packages/core/src/shell/writes.ts',
    find: '{ checks: [check], writes: [write] }',
    replace: '{ checks: [], writes: [write] }',
    tests: INDEXED_DB,
  },
  {
    name: 'a handle goes on in the namespace that took the place of its own',
    file: 'packages/core/src/shell/scope.ts',
    find: 'if (registration?.id === home.id) {',
    replace: 'if (registration !== undefined) {',
    tests: SQLITE,
    only: IN_A_FILE,
  },
  {
    name: 'a transaction that throws is committed',
    file: 'packages/core/src/shell/transact.ts',
    find: 'outer.backend.commit({ checks, writes: [] })',
    replace: 'outer.backend.commit({ checks, writes })',
    tests: MEMORY,
  },
  {
    name: 'a transaction forgets the ranges that it listed',
    file: 'packages/core/src/overlay.ts',
    find: 'this.#ranges.push(checkOfPage(rest, rows, last))',
    replace: '',
    tests: MEMORY,
  },
  {
    name: 'a list in a transaction shows what the transaction has cleared',
    file: 'packages/core/src/layer.ts',
    find: 'return layer.written.has(key) || layer.cleared.some((span) => isInSpan(key, span))',
    replace: 'return layer.written.has(key)',
    tests: MEMORY,
  },
  {
    name: 'a commit ignores its checks',
    file: 'packages/memory/src/memory.ts',
    find: 'if (!this.holds(check)) return { ok: false, failed: check }',
    replace: '',
    tests: MEMORY,
  },
  {
    name: 'a commit ignores checks of ranges',
    file: 'packages/memory/src/memory.ts',
    find: 'return (table ?? NO_ROWS).holds(check)',
    replace: 'return true',
    tests: MEMORY,
  },
  {
    name: 'a commit ignores the id of its batch',
    file: 'packages/memory/src/memory.ts',
    find: 'if (remembered !== undefined) return remembered',
    replace: '',
    tests: MEMORY,
  },
  {
    name: 'an overwritten row keeps its expiry',
    file: 'packages/memory/src/memory.ts',
    find: 'this.tableOf(space).set({ key, type, value, revision, expiresAt,',
    replace:
      'this.tableOf(space).set({ key, type, value, revision, expiresAt: expiresAt || (this.tableOf(space).rows.get(key)?.expiresAt ?? 0),',
    tests: MEMORY,
  },
  {
    name: 'SQLite compares keys as LIKE does, without regard to case',
    file: 'packages/sqlite/src/statements.ts',
    find: 'AND key >= ? AND key < ?',
    replace: 'AND key COLLATE NOCASE >= ? AND key COLLATE NOCASE < ?',
    tests: SQLITE,
    only: IN_MEMORY,
  },
  {
    name: 'SQLite gives the revision of a deleted row again',
    file: 'packages/sqlite/src/statements.ts',
    find: "lastRevision: prepare('SELECT revision FROM store')",
    replace: "lastRevision: prepare('SELECT ifnull(max(revision), 0) FROM rows')",
    tests: SQLITE,
    only: IN_MEMORY,
  },
  {
    name: 'IndexedDB orders keys by UTF-16 units',
    file: 'packages/indexeddb/src/stored-key.ts',
    find: 'FIRST + ((unit.charCodeAt(0) - FIRST + by) % (SURROGATES + ABOVE))',
    replace: 'unit.charCodeAt(0)',
    tests: INDEXED_DB,
  },
  {
    name: 'IndexedDB commits what it wrote on a wrong assumption',
    file: 'packages/indexeddb/src/transaction.ts',
    find: 'if (holding !== undefined && !(await holding)) throw NOT_HELD',
    replace: 'if (holding !== undefined) await holding',
    tests: INDEXED_DB,
  },
  {
    name: 'IndexedDB gives revisions that another connection has given',
    file: 'packages/indexeddb/src/revisions.ts',
    find: 'this.last = this.reserved = reserved',
    replace: 'this.reserved = reserved',
    tests: INDEXED_DB,
  },
  {
    name: 'a record of the log counts whatever it follows',
    file: 'packages/journal/src/replica.ts',
    find: 'if (record.base !== base) continue',
    replace: '',
    tests: JOURNAL,
  },
  {
    name: 'a commit that was not stored stays in the engine of a journal',
    file: 'packages/journal/src/replica.ts',
    find: 'attempt.undo()',
    replace: 'attempt.keep()',
    tests: JOURNAL,
  },
  {
    name: 'a tab follows a log although it has missed its start',
    file: 'packages/journal/src/replica.ts',
    find: 'return start > this.#seen',
    replace: 'return false && start > this.#seen',
    tests: JOURNAL,
  },
  {
    name: 'a checkpoint drops what was written meanwhile',
    file: 'packages/journal/src/indexeddb-storage.ts',
    find: 'store.delete(IDBKeyRange.bound(0, position))',
    replace: 'store.delete(IDBKeyRange.bound(0, Infinity))',
    tests: JOURNAL,
  },
  {
    name: 'a read of a journal does not wait for what is under way',
    file: 'packages/journal/src/pending.ts',
    find: 'return touched.keys.has(key) || [...touched.ranges.keys()].some((range) => isInSpan(key, range))',
    replace: 'return [...touched.ranges.keys()].some((range) => isInSpan(key, range))',
    tests: 'packages/journal/src/conformance.test.ts',
  },
  {
    name: 'a synchronous journal forgets what it could not store',
    file: 'packages/journal/src/backlog.ts',
    find: 'this.#unsaved = [...commits, ...this.#unsaved]',
    replace: '',
    tests: JOURNAL,
  },
  {
    name: 'a snapshot of memory lacks the rows of all spaces but one',
    file: 'packages/memory/src/snapshot.ts',
    find: 'for (const [space, table] of state().tables) {',
    replace: 'for (const [space, table] of [...state().tables].slice(0, 1)) {',
    tests: MEMORY,
  },
  {
    name: 'words are replayed although they were stored',
    file: 'packages/browser/src/last-words/replay.ts',
    find: 'if (whole !== undefined) {',
    replace: 'if (whole === undefined && whole !== undefined) {',
    tests: 'packages/browser/src/last-words/replay.test.ts',
  },
  {
    name: 'a deletion in a namespace with rules counts what the rules have replaced',
    file: 'packages/core/src/shell/commit-to.ts',
    find: 'replaced: commit.replaced.slice(from, from + writes.length)',
    replace: 'replaced: commit.replaced.slice(from)',
    tests: MEMORY,
    only: /under a synchronous store > limits/,
  },
  {
    name: 'a transaction tells its deletions behind what it has put after them',
    file: 'packages/core/src/layer.ts',
    find: 'rows.sort((a, b) => a.revision - b.revision)',
    replace: 'rows.sort((a, b) => b.revision - a.revision)',
    tests: MEMORY,
    only: /under a synchronous store > watches/,
  },
  {
    name: 'a write over a limit is judged by the rules of before',
    file: 'packages/core/src/shell/commit-to.ts',
    find: 'if (isSame && home.registration.guard.revision === registration.guard.revision) throw error',
    replace: 'if (isSame || !isSame) throw error',
    tests: SQLITE,
    only: /node:sqlite, in a file under a synchronous store > configuration/,
  },
  {
    name: 'a limit that was lowered refuses what shrinks',
    file: 'packages/core/src/rules/limits.ts',
    find: 'after.bytes > maxBytes && after.bytes > before.bytes',
    replace: 'after.bytes > maxBytes',
    tests: MEMORY,
    only: /under a synchronous store > limits/,
  },
  {
    name: 'a namespace with limits forgets to count the versions that it keeps',
    file: 'packages/core/src/rules/keep-versions.ts',
    find: "if (write.kind === 'set') gain = add(gain, ballastOf(write))",
    replace: '',
    tests: MEMORY,
    only: /under a synchronous store > random operations within limits/,
  },
  {
    name: 'what is evicted takes one entry more than it must',
    file: 'packages/core/src/rules/make-room.ts',
    find: 'base = subtract(base, weightOf(row))',
    replace: 'base = keys.size > 0 ? base : subtract(base, weightOf(row))',
    tests: MEMORY,
    only: /under a synchronous store > eviction/,
  },
  {
    name: 'lru forgets what was used last',
    file: 'packages/core/src/rules/use-log.ts',
    find: 'this.#uses.set(key,',
    replace: 'if (this.#uses.size < 1) this.#uses.set(key,',
    tests: MEMORY,
    only: /under a synchronous store > eviction/,
  },
  {
    name: 'lru takes what another connection has written for older than all that it has used itself',
    file: 'packages/core/src/rules/use-log.ts',
    find: 'Math.max(this.#newest, revision)',
    replace: '2 ** 52',
    tests: SQLITE,
    only: /node:sqlite, in a file under a synchronous store > eviction/,
  },
  {
    name: 'a history keeps one version too many',
    file: 'packages/core/src/rules/keep-versions.ts',
    find: 'kept.slice(Math.max(0, room))',
    replace: 'kept.slice(Math.max(0, room) + 64)',
    tests: MEMORY,
    only: /under a synchronous store > (history|random operations within limits|revert)/,
  },
  {
    name: 'the history of a key shows under keys that begin like it',
    file: 'packages/core/src/rules/version-row.ts',
    find: 'return `${key.length}:${key}`',
    replace: 'return key',
    tests: MEMORY,
    only: /under a synchronous store > history/,
  },
  {
    name: 'a watcher does not learn that deletions are forgotten',
    file: 'packages/core/src/live/watcher.ts',
    find: 'if (position > 0 && page.horizon > Math.max(position, this.#unborn)) throw tooOld(position)',
    replace: '',
    tests: MEMORY,
    only: /under a synchronous store > watches and expiry/,
  },
  {
    name: 'a sweep counts what another one has removed',
    file: 'packages/core/src/live/sweep-namespace.ts',
    find: 'removed: ok ? length : 0',
    replace: 'removed: ok || !ok ? length : 0',
    tests: 'packages/journal/src/conformance.test.ts',
    only: /sweeps > two connections/,
  },
  {
    name: 'a transaction forgets that a row has another expiry alone',
    file: 'packages/core/src/layer.ts',
    find: 'if (isOfBase && isRenewal(write))',
    replace: 'if (isOfBase && !isOfBase)',
    tests: MEMORY,
    only: /under a synchronous store > history beside/,
  },
  {
    name: 'with sliding an entry of its own short time lives as long as all others',
    file: 'packages/core/src/expiry.ts',
    find: 'Math.min(longest, expiresAt - writtenAt)',
    replace: 'longest',
    tests: MEMORY,
    only: /under a synchronous store > sliding/,
  },
  {
    name: 'a deletion has a revision in the history that no watch tells',
    file: 'packages/core/src/rules/version-row.ts',
    find: 'kept.revision + second',
    replace: 'kept.revision',
    tests: MEMORY,
    only: /under a synchronous store > history beside/,
  },
  {
    name: 'a page of folders begins again inside the folder that it ended with',
    file: 'packages/core/src/plan/list.ts',
    find: 'if (folder === undefined) return beyond(range, key, reverse)',
    replace: 'if (folder !== "") return beyond(range, key, reverse)',
    tests: MEMORY,
    only: /under a synchronous store > lists of folders/,
  },
  {
    name: 'a read in a namespace with sliding tells a revision that is gone',
    file: 'packages/core/src/shell/note-read.ts',
    find: 'if (commit.ok) return { ...row, expiresAt, writtenAt: now, revision: commit.first }',
    replace: 'if (commit.ok) return row',
    tests: MEMORY,
    only: /under a synchronous store > sliding/,
  },
]
