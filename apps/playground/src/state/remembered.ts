import { effect, type Signal, signal } from '@preact/signals'

/** A signal whose value survives a reload. What is stored and is not `isValid` counts as nothing stored. */
export function remembered<T extends string>(
  name: string,
  initial: T,
  isValid: (text: string) => text is T,
): Signal<T> {
  const item = `kvasir-playground:${name}`
  const stored = read(item)
  const value = signal(stored !== undefined && isValid(stored) ? stored : initial)
  effect(() => write(item, value.value))
  return value
}

/** Browsers throw where a site may not store anything; then nothing is remembered. */
function read(item: string): string | undefined {
  try {
    return localStorage.getItem(item) ?? undefined
  } catch {
    return undefined
  }
}

function write(item: string, value: string): void {
  try {
    localStorage.setItem(item, value)
  } catch {
    // As above.
  }
}
