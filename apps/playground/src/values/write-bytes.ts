const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** A number of bytes in words: `1.4 MB`. */
export function writeBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const amount = bytes / 1000 ** power
  return `${power === 0 ? amount : amount.toFixed(1)} ${UNITS[power]}`
}
