import type { AsyncNamespace } from 'kvasir'
import { type Balances, type FailAt, TRANSFER_KEYS, transfer } from '../state/transfer.ts'
import { attempt } from './attempt.ts'

export const TRANSFER_STEPS = ['Take from Alice', 'Give to Bob', 'Count the transfer'] as const

/** What the accounts hold at first. */
const OPENING: readonly (readonly [key: string, value: number])[] = [
  ['account:alice', 100],
  ['account:bob', 20],
  ['transfers', 0],
]

/** Moves an amount from Alice to Bob and counts that, in one transaction that may fail on purpose. */
export function runTransfer(amount: number, failAt: FailAt): Promise<boolean> {
  return attempt({
    title: 'Transfer',
    deed: { kind: 'transfer', amount, failAt, opening: OPENING },
    work: async ({ namespace }) => {
      if (!(await namespace.has('account:alice'))) await namespace.putMany(OPENING)
      const before = await readBalances(namespace)
      const error = await namespace
        .transaction(async (tx) => {
          await tx.increment('account:alice', -amount)
          failAfter(1, failAt)
          await tx.increment('account:bob', amount)
          failAfter(2, failAt)
          await tx.increment('transfers')
          failAfter(3, failAt)
        })
        .then(() => undefined, toOnPurpose)
      transfer.value = { error: error?.message, before, after: await readBalances(namespace) }
      return error === undefined
        ? `Transferred ${amount} in one commit.`
        : `${error.message} Nothing of the transaction was written.`
    },
  })
}

class OnPurpose extends Error {}

function failAfter(step: number, failAt: FailAt): void {
  if (step === failAt) throw new OnPurpose(`Step ${step} failed on purpose.`)
}

/** Any other error is a real one, and thrown on. */
function toOnPurpose(error: unknown): OnPurpose {
  if (error instanceof OnPurpose) return error
  throw error
}

async function readBalances(namespace: AsyncNamespace): Promise<Balances> {
  const [alice, bob, transfers] = await namespace.getMany(TRANSFER_KEYS)
  return { 'account:alice': alice, 'account:bob': bob, transfers }
}
