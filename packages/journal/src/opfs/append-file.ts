/** Of `FileSystemSyncAccessHandle`, which the DOM's types know in workers only, what is used here. */
export interface SyncHandle {
  read(to: Uint8Array, options: { readonly at: number }): number
  write(from: Uint8Array, options: { readonly at: number }): number
  truncate(bytes: number): void
  flush(): void
  getSize(): number
  close(): void
}

/** A file that grows by whole pieces: one that does not get in whole leaves nothing behind. */
export class AppendFile {
  readonly #handle: SyncHandle
  #end: number
  /** Whether bytes of a failed append may lie behind the end. */
  #isLittered = false

  /** `end` is where the next piece goes; what lies behind it is to be removed by {@link AppendFile.cut}. */
  constructor(handle: SyncHandle, end: number = handle.getSize()) {
    this.#handle = handle
    this.#end = end
  }

  /** Bytes. */
  get end(): number {
    return this.#end
  }

  /** Appends, and flushes to the device if asked to. What it throws is the browser's; nothing was appended then. */
  append(bytes: Uint8Array, durability: 'relaxed' | 'strict'): void {
    this.#tidy()
    try {
      for (let done = 0; done < bytes.length;) {
        const written = this.#handle.write(bytes.subarray(done), { at: this.#end + done })
        if (written === 0) throw new Error(`${bytes.length - done} bytes were not accepted.`)
        done += written
      }
      if (durability === 'strict') this.#handle.flush()
    } catch (error) {
      this.#isLittered = true
      try {
        this.#tidy()
      } catch {
        // The next append tries again before it writes, and is refused if it cannot.
      }
      throw error
    }
    this.#end += bytes.length
  }

  flush(): void {
    this.#handle.flush()
  }

  /** The bytes from an offset up to the end of the file, which may be behind the last piece. */
  read(from = 0): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#handle.getSize() - from)
    let done = 0
    while (done < bytes.length) {
      const count = this.#handle.read(bytes.subarray(done), { at: from + done })
      if (count === 0) break
      done += count
    }
    return bytes.subarray(0, done)
  }

  /** Removes everything behind an offset, and flushes. */
  cut(end: number): void {
    this.#handle.truncate(end)
    this.#handle.flush()
    this.#end = end
  }

  close(): void {
    this.#handle.close()
  }

  #tidy(): void {
    if (!this.#isLittered) return
    this.#handle.truncate(this.#end)
    this.#isLittered = false
  }
}
