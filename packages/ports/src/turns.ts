import { type Commit, isInSpan, type Write } from '@kvasir/core'
import type { Call } from './messages.ts'

/** A key, and the client whose turn it is to write it. */
interface Turn {
  readonly client: string
  readonly space: number
  readonly key: string
}

/** After so many commits that failed at a key in quick succession, a client gets its turn: it seems to try again. */
const MAX_FAILURES = 2

/** Milliseconds; a turn ends when it is not used, and failures that are further apart do not count together. */
const MAX_TURN = 250

/** How many keys failures are counted for. */
const MAX_COUNTED = 256

/**
 * Sees to it that who reads a row, and writes it if it has not changed since, is not always overtaken: clients
 * differ in how long their messages travel, and the owner's own travel no way at all. Without turns, when eight
 * clients increment one counter, some have no success in 256 attempts.
 */
export class Turns {
  /** By client and key: how often, and when last. */
  readonly #failures = new Map<string, { readonly count: number; readonly at: number }>()
  readonly #next: Turn[] = []
  readonly #whenEnded: () => void
  #turn: Turn | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `whenEnded` is called when what was held may be begun, if it is not held again. */
  constructor(whenEnded: () => void) {
    this.#whenEnded = whenEnded
  }

  /**
   * Whether a call has to wait: it writes a key that it is another client's turn to write, or reads or writes one
   * for which its own turn is still to come, and would only fail again.
   */
  isHeld(client: string, call: Call): boolean {
    const turn = this.#turn
    if (turn === undefined) return false
    if (turn.client !== client && isWriteOf(call, turn)) return true
    return this.#next.some(
      (each) => each.client === client && (isReadOf(call, each) || isWriteOf(call, each)),
    )
  }

  /** Notes what became of a commit. */
  note(client: string, call: Extract<Call, { readonly op: 'commit' }>, commit: Commit): void {
    if (!commit.ok) {
      const { failed } = commit
      if (failed.kind === 'key') this.#fail({ client, space: failed.space, key: failed.key })
      return
    }
    if (this.#failures.size > 0) {
      for (const write of call.batch.writes) {
        if (write.kind !== 'deleteRange') this.#failures.delete(nameOf({ client, ...write }))
      }
    }
    const turn = this.#turn
    if (turn?.client === client && isWriteOf(call, turn)) this.#end()
  }

  /** Ends all turns. */
  clear(): void {
    this.#next.length = 0
    if (this.#turn !== undefined) this.#end()
  }

  #fail(turn: Turn): void {
    const name = nameOf(turn)
    const at = performance.now()
    const before = this.#failures.get(name)
    const count = before !== undefined && at - before.at <= MAX_TURN ? before.count + 1 : 1
    this.#failures.delete(name)
    if (count < MAX_FAILURES) {
      this.#failures.set(name, { count, at })
      for (const oldest of this.#failures.keys()) {
        if (this.#failures.size <= MAX_COUNTED) break
        this.#failures.delete(oldest)
      }
    } else if (this.#turn === undefined) this.#begin(turn)
    else if (!this.#isKnown(name)) this.#next.push(turn)
  }

  #isKnown(name: string): boolean {
    return [this.#turn, ...this.#next].some((turn) => turn !== undefined && nameOf(turn) === name)
  }

  #begin(turn: Turn): void {
    this.#turn = turn
    this.#timer = setTimeout(() => this.#end(), MAX_TURN)
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#turn = undefined
    const next = this.#next.shift()
    if (next !== undefined) this.#begin(next)
    this.#whenEnded()
  }
}

function nameOf({ client, space, key }: Turn): string {
  return `${client} ${space} ${key}`
}

function isWriteOf(call: Call, { space, key }: Turn): boolean {
  if (call.op !== 'commit') return false
  const isThere = (write: Write): boolean =>
    write.space === space && (write.kind === 'deleteRange' ? isInSpan(key, write) : write.key === key)
  return call.batch.writes.some(
    (write) => isThere(write) || (write.kind === 'delete' && write.mark !== undefined && isThere(write.mark)),
  )
}

function isReadOf(call: Call, { space, key }: Turn): boolean {
  if (call.op === 'get') return call.space === space && call.key === key
  return call.op === 'getMany' && call.space === space && call.keys.includes(key)
}
