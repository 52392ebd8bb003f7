/** Rows of one shape as text in columns, the first aligned to the left and the others to the right. */
export function formatTable(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))]
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)))
  const pad = (cell: string, i: number): string =>
    i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)
  return cells.map((line) => line.map(pad).join('  ').trimEnd()).join('\n')
}
