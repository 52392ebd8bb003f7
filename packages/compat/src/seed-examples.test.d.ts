declare module 'virtual:seed-examples' {
  /** The text of each example by the name of its file; undefined where they are not at hand. */
  export const examples: Readonly<Record<string, string>> | undefined
}
