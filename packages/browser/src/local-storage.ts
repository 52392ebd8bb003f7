/** The page's localStorage; undefined where there is none, or where the browser denies it: merely asking throws then. */
export function localStorageOrUndefined(): Storage | undefined {
  try {
    // Node has one of its own, in a file of the user's choice: it is not that of a page.
    return typeof window === 'undefined' ? undefined : window.localStorage
  } catch {
    return undefined
  }
}
