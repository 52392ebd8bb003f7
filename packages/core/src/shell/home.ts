import type { NamespaceConfig } from '../api.ts'
import type { Check, Write } from '../contract.ts'
import { type Founding, withRevision } from '../registry.ts'
import type { Registration } from '../registration.ts'

/** A namespace as the handles of one scope share it: what is known of it, until it is gone. */
export class Home {
  /** Set when the namespace was deleted, or its scope has ended: handles must ask again. */
  gone = false
  /** What is known of it. */
  registration!: Registration
  /** The checks that every write to the namespace carries. */
  checks!: readonly Check[]
  /** As {@link isRuled} says. */
  isRuled!: boolean
  /** Whether they go by rules about the namespace as a whole. */
  isLimited!: boolean
  /** Whether a read of an entry is more than that. */
  isReadNoted!: boolean
  /** The writes that create the namespace, to go before the first one to it; none once it exists. */
  founding: readonly Write[]

  constructor({ registration, checks, writes }: Founding) {
    this.update(registration)
    this.checks = checks
    this.founding = writes
  }

  /** A namespace that exists. */
  static of(registration: Registration): Home {
    return new Home({ registration, checks: [registration.guard], writes: [] })
  }

  get id(): number {
    return this.registration.id
  }

  get name(): string {
    return this.registration.name
  }

  /** The longest time to live of an entry, in milliseconds. */
  get longest(): number | undefined {
    return this.registration.ttl
  }

  /** Whether the use of an entry restarts its time to live. */
  get slides(): boolean {
    return this.registration.sliding === true
  }

  get exists(): boolean {
    return this.founding.length === 0
  }

  /** Takes note that a commit has created the namespace, at this revision. */
  founded(revision: number): void {
    this.update(withRevision(this.registration, revision))
    this.founding = []
  }

  /** Takes a newer state of the same namespace. */
  update(registration: Registration): void {
    this.registration = registration
    this.checks = [registration.guard]
    this.isRuled = isRuled(registration)
    this.isLimited = isLimited(registration)
    this.isReadNoted = isReadNoted(registration)
  }
}

function isLimited({ maxBytes, maxEntries }: NamespaceConfig): boolean {
  return maxBytes !== undefined || maxEntries !== undefined
}

/** Whether writes to a namespace go by rules that ask for what is there: limits, history. */
export function isRuled(config: NamespaceConfig): boolean {
  const { history = 1, maxValueBytes } = config
  return history > 1 || maxValueBytes !== undefined || isLimited(config)
}

function isReadNoted({ sliding = false, eviction }: NamespaceConfig): boolean {
  return sliding || eviction === 'lru'
}
