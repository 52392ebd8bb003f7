/**
 * The time during which one server answers. Who takes over from another has a higher term, so that requests and
 * answers of the time before are told apart.
 */
export interface Epoch {
  /** Of the server, random. */
  readonly id: string
  readonly term: number
}

/** Whether both are the same time of the same server. */
export function isSameEpoch(a: Epoch | undefined, b: Epoch | undefined): boolean {
  return a?.id === b?.id && a?.term === b?.term
}

/** 128 random bits as text. `crypto.randomUUID` is missing where the context is not secure. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
