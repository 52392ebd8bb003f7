declare module 'abstract-level/test' {
  export interface SuiteOptions {
    /** Tape's `test`. */
    readonly test: unknown
    /** Makes a new empty database each time. */
    factory(options?: object): unknown
  }
  /** The suite that every abstract-level database passes; the package has no types for it. */
  export default function suite(options: SuiteOptions): void
}
