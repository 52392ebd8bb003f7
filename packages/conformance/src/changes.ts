import type { Change } from '@kvasir/core'

/** The next changes of a watch, as many as asked for; fewer if it ends. */
export async function take(changes: AsyncIterator<Change>, count: number): Promise<Change[]> {
  const taken: Change[] = []
  while (taken.length < count) {
    const { done, value } = await changes.next()
    if (done === true) break
    taken.push(value)
  }
  return taken
}

/** The changes up to the one that puts or ends a key, in short; `undefined` stands for a watch that has ended. */
export async function briefUntil(changes: AsyncIterator<Change>, key: string): Promise<string[]> {
  const told: string[] = []
  for (;;) {
    const { done, value } = await changes.next()
    if (done === true) return [...told, 'end']
    if ('key' in value && value.key === key) return told
    told.push(brief(value))
  }
}

/** A change in short, for example `put a=1`, `delete a`, `clear a..b`. */
export function brief(change: Change): string {
  switch (change.operation) {
    case 'put':
      return `put ${change.key}=${String(change.value)}`
    case 'clear':
      return `clear ${change.start}..${change.end ?? ''}`
    default:
      return `${change.operation} ${change.key}`
  }
}
