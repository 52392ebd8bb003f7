import { KvasirError, type Durability, type ErrorCode } from '@kvasir/core'
import type { Appended, Stored, Tail } from '../storage.ts'

/** Of the messages below; a page and a helper worker of different versions do not work together. */
export const PROTOCOL = 1

/** What a page asks of its helper worker: the answer of each method by its name. */
export interface Methods {
  /** The first message. */
  open(protocol: number, name: string, patience: number): void
  load(engine: string): { readonly stored: Stored; readonly damage: string | undefined }
  read(after: number): Tail
  /**
   * `failures` is how many failed appends the page knows of: an append that was issued in the
   * belief that an earlier one gets written fails together with it.
   */
  append(after: number, frame: Uint8Array, durability: Durability, failures: number): Appended
  begin(draft: number, engine: string): void
  write(draft: number, piece: Uint8Array): void
  adopt(draft: number, position: number): void
  discard(draft: number): void
  setAside(): string
  close(): void
}

export type Method = keyof Methods

/** Sent to the worker. */
export type Request = {
  readonly [M in Method]: { readonly id: number; readonly method: M; readonly args: Parameters<Methods[M]> }
}[Method]

/** Sent back, once for each request. */
export type Answer = { readonly id: number; readonly ok: true; readonly value: unknown } | Refusal

export interface Refusal {
  readonly id: number
  readonly ok: false
  readonly error: SentError
  /** How many appends have failed by now. */
  readonly failures: number
}

/** A `KvasirError` without its class, which does not survive being sent. */
export interface SentError {
  readonly code: ErrorCode
  readonly message: string
  readonly cause: unknown
  readonly usage: number | undefined
  readonly quota: number | undefined
}

export function toSent({ code, message, cause, usage, quota }: KvasirError): SentError {
  return { code, message, cause, usage, quota }
}

export function fromSent({ code, message, ...details }: SentError): KvasirError {
  return new KvasirError(code, message, details)
}

/** The buffers of byte arrays that nobody else needs, to be handed over instead of copied. */
export function buffersOf(arrays: readonly Uint8Array[]): ArrayBuffer[] {
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))]
}
