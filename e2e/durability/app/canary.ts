const NAME = 'canary'

/** How often it is tried to open the canary, and milliseconds between two tries. */
const TRIES = 10
const PAUSE = 200

/**
 * Whether an empty database that no store has to do with is still there; if not, it is made. Chromium deletes
 * all IndexedDB databases of an origin at once, so when this one is gone it was the browser, not a store.
 *
 * Right after it was killed Chromium may fail to open any database of an origin, for a moment.
 */
export async function isCanaryAlive(): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await openCanary()
    } catch (error) {
      if ((error as DOMException).name !== 'UnknownError' || tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
}

function openCanary(): Promise<boolean> {
  const request = indexedDB.open(NAME)
  let isAlive = true
  return new Promise((resolve, reject) => {
    request.addEventListener('upgradeneeded', () => (isAlive = false))
    request.addEventListener('success', () => {
      request.result.close()
      resolve(isAlive)
    })
    request.addEventListener('error', () => reject(request.error))
  })
}
