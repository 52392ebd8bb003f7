/** 128 random bits as hexadecimal digits. */
export const PAGE_ID: RegExp = /^[0-9a-f]{32}$/

/** An id that no other page has, also where `crypto.randomUUID` is missing because the context is not secure. */
export function newPageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The Web Lock that a page holds for as long as it lives. */
export function pageLock(name: string, page: string): string {
  return `kvasir:${name}:page:${page}`
}
