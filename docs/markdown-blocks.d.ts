declare module 'virtual:markdown-blocks' {
  /** TypeScript of a Markdown file that runs as one program. */
  export interface Block {
    /** From the root of the repository. */
    readonly file: string
    readonly heading: string
    /** The line of the file in which its code begins. */
    readonly line: number
    readonly platform: 'node' | 'browser' | undefined
    /** Why it is only type-checked. */
    readonly unrun: string | undefined
    /** Lines keep their numbers: there are empty ones for what stands between code blocks that belong together. */
    readonly code: string
    /** Rejects unless what the block claims in its comments holds. */
    run(): Promise<unknown>
  }

  export const blocks: readonly Block[]
}
