import type { Batch, Check, KeyScan, RangeCheck, Row, Scan, SetWrite, Span, Write } from './contract.ts'
import { compareKeys, isInSpan, keyAfter } from './key-order.ts'
import { isRenewal, type Renewal } from './plan/set.ts'

/** What an overlay knows of one space. */
export interface Layer {
  /** The rows that were set, undefined where deleted, in the order of writing. */
  readonly written: Map<string, Row | undefined>
  /** The keys of rows that were given another expiry and no other value. */
  readonly renewed: Set<string>
  /** Spans that were deleted; what was written there later is in `written`. */
  readonly cleared: Span[]
  /** What the base answered: the same key is read once, and checked at the commit. */
  readonly read: Map<string, Row | undefined>
}

/** What an overlay knows of a space that nobody has asked for. */
export function newLayer(): Layer {
  return { written: new Map(), renewed: new Set(), cleared: [], read: new Map() }
}

/** Takes a write into a layer. */
export function applyTo(layer: Layer, write: Write, revision: number): void {
  const { written, renewed, cleared } = layer
  if (write.kind === 'deleteRange') {
    for (const key of written.keys()) if (isInSpan(key, write)) written.delete(key)
    for (const key of renewed) if (isInSpan(key, write)) renewed.delete(key)
    cleared.push({ space: write.space, from: write.from, to: write.to })
    return
  }
  const isOfBase = !isOverlaid(layer, write.key) || renewed.has(write.key)
  if (isOfBase && isRenewal(write)) renewed.add(write.key)
  else renewed.delete(write.key)
  // Deleted first, so that the order of the map is that of the last writes.
  written.delete(write.key)
  written.set(write.key, write.kind === 'set' ? toRow(write, revision) : undefined)
}

/** What was read in all spaces, as checks behind those on ranges, and what was written; see {@link Overlay.toBatch}. */
export function batchOf(layers: ReadonlyMap<number, Layer>, ranges: readonly RangeCheck[]): Batch {
  const checks: Check[] = [...ranges]
  const writes: Write[] = []
  const rows: (Row & Pick<SetWrite, 'space'> & Partial<Pick<Renewal, 'renews'>>)[] = []
  for (const [space, layer] of layers) {
    for (const [key, row] of layer.read)
      checks.push({ kind: 'key', space, key, revision: row?.revision ?? 0 })
    for (const span of layer.cleared) writes.push({ kind: 'deleteRange', ...span })
    for (const [key, row] of layer.written) {
      if (row === undefined) writes.push({ kind: 'delete', space, key })
      else rows.push(layer.renewed.has(key) ? { ...row, space, renews: true } : { ...row, space })
    }
  }
  rows.sort((a, b) => a.revision - b.revision)
  for (const { revision: _, ...rest } of rows) writes.push({ kind: 'set', ...rest })
  return { checks, writes }
}

/** A scan in another order than that of the keys. */
export type NumberScan = Exclude<Scan, KeyScan>

/** The rows that a scan by a number asks for, in its order. */
export function pickByNumber(rows: readonly Row[], scan: NumberScan): Row[] {
  if (scan.order === 'expiry') {
    return rows
      .filter(({ expiresAt }) => expiresAt > 0 && expiresAt <= scan.until)
      .sort((a, b) => a.expiresAt - b.expiresAt)
  }
  const { after, before, reverse } = scan
  return rows
    .filter(({ revision }) => revision > after && revision < before)
    .sort((a, b) => (reverse ? b.revision - a.revision : a.revision - b.revision))
}

/** Whether the base no longer has a say in what a key holds. */
export function isOverlaid(layer: Layer, key: string): boolean {
  return layer.written.has(key) || layer.cleared.some((span) => isInSpan(key, span))
}

/** Whether the base has nothing to say about a whole span. */
export function isCleared(layer: Layer, { from, to }: Span): boolean {
  return layer.cleared.some(
    (span) =>
      compareKeys(span.from, from) <= 0 &&
      (span.to === undefined || (to !== undefined && compareKeys(to, span.to) <= 0)),
  )
}

/** The check that nothing changed in what a page of the base showed: up to its last row, or all of the span. */
export function checkOfPage(scan: KeyScan, rows: readonly Row[], last: Row | undefined): RangeCheck {
  const { space, from, to, reverse } = scan
  const revision = rows.reduce((newest, row) => Math.max(newest, row.revision), 0)
  const seen =
    last === undefined ? { from, to } : reverse ? { from: last.key, to } : { from, to: keyAfter(last.key) }
  return { kind: 'range', space, ...seen, rows: rows.length, revision }
}

function toRow({ key, type, value, expiresAt, writtenAt, metadata }: SetWrite, revision: number): Row {
  return { key, type, value, revision, expiresAt, writtenAt, metadata }
}
