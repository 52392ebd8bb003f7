/** A library with a store of texts in a browser that can be carried elsewhere as a file. */
export interface Carrier {
  readonly name: string
  /** Opens a store, which is empty unless there is one of that name. */
  open(name: string): Promise<CarriedStore>
}

/** A store, used as its user would use it. */
export interface CarriedStore {
  /** Puts all of the keys; not measured. */
  fill(keys: readonly string[], values: readonly string[]): Promise<void>
  /** Everything, as a file. */
  toBlob(): Promise<Blob>
  /** Puts everything that is in such a file. */
  fromBlob(blob: Blob): Promise<void>
  count(): Promise<number>
  /** Closes and deletes it; not measured. */
  remove(): Promise<void>
}
