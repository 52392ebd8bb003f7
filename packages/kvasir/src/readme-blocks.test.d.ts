declare module 'virtual:readme-blocks' {
  /** A TypeScript block of the README. */
  export interface Block {
    readonly heading: string
    /** The line of the README in which its code begins. */
    readonly line: number
    readonly platform: 'node' | 'browser' | undefined
    readonly code: string
    /** Rejects unless what the block claims in its comments holds. */
    run(): Promise<unknown>
  }

  export const blocks: readonly Block[]
}
