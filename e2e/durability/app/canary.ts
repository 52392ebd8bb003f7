const NAME = 'canary'

/**
 * Whether an empty database that no store has to do with is still there; if not, it is made. Chromium deletes
 * all IndexedDB databases of an origin at once, so when this one is gone it was the browser, not a store.
 */
export async function isCanaryAlive(): Promise<boolean> {
  const isAlive = (await indexedDB.databases()).some(({ name }) => name === NAME)
  if (!isAlive) await makeCanary()
  return isAlive
}

function makeCanary(): Promise<void> {
  const request = indexedDB.open(NAME)
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      request.result.close()
      resolve()
    })
    request.addEventListener('error', () => reject(request.error))
  })
}
