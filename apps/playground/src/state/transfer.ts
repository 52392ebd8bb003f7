import { signal } from '@preact/signals'

/** The keys that the transaction demo writes. */
export const TRANSFER_KEYS = ['account:alice', 'account:bob', 'transfers'] as const

export type TransferKey = (typeof TRANSFER_KEYS)[number]

/** The values of the keys at one moment. */
export type Balances = Readonly<Record<TransferKey, unknown>>

/** Where a transfer fails on purpose: after step 1, 2 or 3; 0 is nowhere. */
export type FailAt = 0 | 1 | 2 | 3

/** What a transaction came to. */
export interface Transfer {
  /** What it threw; undefined when it was committed. */
  readonly error: string | undefined
  readonly before: Balances
  readonly after: Balances
}

export const transfer = signal<Transfer | undefined>(undefined)
