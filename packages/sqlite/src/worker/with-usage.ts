import { isKvasirError, KvasirError } from '@kvasir/core'

/** How long the browser is waited for to say how much there is, in milliseconds. */
const PATIENCE = 1000

/**
 * The error to throw for one that came from a worker: a `QUOTA_EXCEEDED` gets the bytes that the origin uses and may
 * use, as far as the browser tells; any other stays what it is. Never rejects.
 */
export async function withUsage(error: unknown): Promise<unknown> {
  if (!isKvasirError(error) || error.code !== 'QUOTA_EXCEEDED' || error.usage !== undefined) return error
  const { usage, quota } = await estimate()
  return new KvasirError('QUOTA_EXCEEDED', error.message, { cause: error.cause, usage, quota })
}

/** Passes on what a worker answers, and its failures by {@link withUsage}. */
export async function tellingUsage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw await withUsage(error)
  }
}

async function estimate(): Promise<StorageEstimate> {
  const { promise: tooLate, resolve } = Promise.withResolvers<StorageEstimate>()
  const timer = setTimeout(() => resolve({}), PATIENCE)
  try {
    return await Promise.race([navigator.storage.estimate(), tooLate])
  } catch {
    // The figures are a help; what has happened is told without them.
    return {}
  } finally {
    clearTimeout(timer)
  }
}
