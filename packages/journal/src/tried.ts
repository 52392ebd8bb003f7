/** What a function answers or throws, to be answered or thrown later. */
export function tried<T>(job: () => T): () => T {
  try {
    const answer = job()
    return () => answer
  } catch (error) {
    return () => {
      throw error
    }
  }
}
