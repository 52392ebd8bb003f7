/**
 * Claims a Web Lock. Resolves with a function that gives it back, or with undefined when `ifAvailable` is set and
 * somebody has it; rejects when `signal` aborts, and where the browser refuses.
 */
export async function claim(
  locks: LockManager,
  name: string,
  options: LockOptions = {},
): Promise<(() => void) | undefined> {
  const held = Promise.withResolvers<void>()
  const claimed = Promise.withResolvers<(() => void) | undefined>()
  locks
    .request(name, options, (lock) => {
      claimed.resolve(lock === null ? undefined : held.resolve)
      return lock === null ? undefined : held.promise
    })
    .catch(claimed.reject)
  return await claimed.promise
}
