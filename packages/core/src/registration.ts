import type { NamespaceConfig } from './api.ts'
import type { KeyCheck } from './contract.ts'

/**
 * What a store knows of a namespace: the content of its registry row, and the check that every write to the
 * namespace carries, so that a write fails when another store deleted or reconfigured the namespace meanwhile.
 */
export interface Registration extends NamespaceConfig {
  readonly name: string
  /** The space of the namespace's rows; never reused. */
  readonly id: number
  readonly createdAt: number
  readonly guard: KeyCheck
}
