/** What is kept over a reload of this tab, by name; it is ours, so what is read has the shape that was written. */
const PREFIX = 'kvasir-lab:'

export function readItem<T>(name: string): T | undefined {
  const text = sessionStorage.getItem(PREFIX + name)
  return text === null ? undefined : (JSON.parse(text) as T)
}

export function writeItem<T>(name: string, value: T): void {
  sessionStorage.setItem(PREFIX + name, JSON.stringify(value))
}

export function removeItem(name: string): void {
  sessionStorage.removeItem(PREFIX + name)
}
