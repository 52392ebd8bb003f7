/** A folder on the way to a prefix. */
export interface Step {
  /** What it is called in the folder around it, with the delimiter. */
  readonly title: string
  /** What every key in it starts with. */
  readonly prefix: string
}

/** The folders that lead to a prefix, and what is typed behind the last of them. */
export function toTrail(prefix: string, delimiter: string): readonly Step[] {
  const steps: Step[] = []
  for (let start = 0; start < prefix.length;) {
    const found = prefix.indexOf(delimiter, start)
    const end = found === -1 ? prefix.length : found + delimiter.length
    steps.push({ title: prefix.slice(start, end), prefix: prefix.slice(0, end) })
    start = end
  }
  return steps
}
