import { isMissed, type Verdict } from './measure/verdict.ts'

const HEAD = ['against', 'its time', "Kvasir's", 'Kvasir is', 'middle half', 'target', ''] as const

/** The verdicts of one contest under its title, a line for each peer. */
export function toTable(title: string, verdicts: readonly Verdict[]): string {
  const rows = [HEAD, ...verdicts.map(toRow)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  )
  return [title, ...lines.map((line) => `  ${line.trimEnd()}`), ''].join('\n')
}

function toRow(verdict: Verdict): string[] {
  const { peer, peerTime, kvasirTime, ratio, from, to, atMost } = verdict
  return [
    peer,
    toDuration(peerTime),
    toDuration(kvasirTime),
    toWords(ratio),
    `${toFactor(from, ratio)} to ${toFactor(to, ratio)}`,
    atMost === undefined ? '' : toLimit(atMost),
    atMost === undefined ? '' : isMissed(verdict) ? 'MISSED' : 'met',
  ]
}

/** A ratio of times in the direction in which it is above 1. */
function toWords(ratio: number): string {
  return `${toFactor(ratio, ratio)} ${ratio < 1 ? 'faster' : 'slower'}`
}

function toLimit(atMost: number): string {
  return atMost < 1 ? `at least ${1 / atMost}x faster` : `at most ${atMost}x slower`
}

/** `value` as a factor, the way round that suits `ratio`. */
function toFactor(value: number, ratio: number): string {
  const factor = ratio < 1 ? 1 / value : value
  return `${factor < 10 ? factor.toFixed(2) : factor.toFixed(0)}x`
}

function toDuration(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(0)} ns`
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(1)} us`
  return `${(nanoseconds / 1e6).toFixed(1)} ms`
}

/** What all the verdicts come to, in a line. */
export function toSummary(verdicts: readonly Verdict[]): string {
  const aimed = verdicts.filter(({ atMost }) => atMost !== undefined)
  const missed = aimed.filter(isMissed).length
  return `${aimed.length - missed} of ${aimed.length} targets met, ${missed} missed`
}
