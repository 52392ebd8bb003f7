/** How many there are of something, in words: `1 entry`, `1,024 entries`. */
export function writeCount(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
