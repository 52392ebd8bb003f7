declare module 'virtual:cities' {
  /** How many cities there are. */
  export const total: number
  /** Where the page gets them: one line of JSON per city. */
  export const url: string
}
