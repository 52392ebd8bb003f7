const UNITS = [
  { name: 'd', millis: 86_400_000 },
  { name: 'h', millis: 3_600_000 },
  { name: 'min', millis: 60_000 },
  { name: 's', millis: 1000 },
] as const

/** Milliseconds in words, the two largest units, rounded up to the second: `1 min 30 s`. */
export function writeDuration(millis: number): string {
  let rest = Math.ceil(millis / 1000) * 1000
  const parts: string[] = []
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.millis)
    if (count > 0) parts.push(`${count} ${unit.name}`)
    rest -= count * unit.millis
  }
  return parts.length === 0 ? '0 s' : parts.slice(0, 2).join(' ')
}
