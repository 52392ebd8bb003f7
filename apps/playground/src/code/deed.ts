import type { CreateNamespaceOptions, ListOptions, PutOptions } from 'kvasir'
import type { FailAt } from '../state/transfer.ts'

/** Entries that are put together. */
export interface PutManyDeed {
  readonly kind: 'put many'
  readonly batches: readonly {
    readonly entries: readonly (readonly [key: string, value: unknown])[]
    /** Milliseconds. */
    readonly ttl?: number
  }[]
}

export interface TransferDeed {
  readonly kind: 'transfer'
  readonly amount: number
  readonly failAt: FailAt
  /** What the accounts hold at first. */
  readonly opening: readonly (readonly [key: string, value: number])[]
}

export interface ListDeed {
  readonly kind: 'list'
  readonly options: ListOptions
  /** The page's number, from 1. */
  readonly page: number
}

/** Something that a visitor has done, as each dialect writes it. */
export type Deed =
  | { readonly kind: 'put'; readonly key: string; readonly value: unknown; readonly options: PutOptions }
  | { readonly kind: 'get' | 'delete' | 'purge' | 'history'; readonly key: string }
  | { readonly kind: 'increment'; readonly key: string; readonly by: number }
  | { readonly kind: 'touch'; readonly key: string; readonly ttl: number | undefined }
  | { readonly kind: 'revert'; readonly key: string; readonly revision: number }
  | { readonly kind: 'create namespace'; readonly name: string; readonly options: CreateNamespaceOptions }
  | { readonly kind: 'delete namespace'; readonly name: string }
  | { readonly kind: 'watch' }
  | PutManyDeed
  | ListDeed
  | TransferDeed
  /** What nobody but Kvasir has: its own program, for which the store is open. */
  | { readonly kind: 'own'; readonly body: string }
