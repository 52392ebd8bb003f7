/** Something that is so on a page and in a dedicated worker. */
export interface Scenario {
  readonly claim: string
  /** Answers what can be sent from one to the other. */
  readonly run: (place: { readonly isWorker: boolean }) => Promise<unknown>
  readonly expected: unknown
}
