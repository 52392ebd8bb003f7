import { type Capabilities, isKvasirError } from '@kvasir/core'

/**
 * Why a test ended with a refusal that the backend's capabilities have announced, as a reason to skip it; undefined for
 * every other error. A property's error has that of its run as its cause.
 */
export function declaredRefusal(
  error: unknown,
  { commits = 'whole', keyBytes }: Capabilities,
): string | undefined {
  const refusals = [error, error instanceof Error ? error.cause : undefined].filter(isKvasirError)
  const refusal = refusals.find(({ code }) => {
    return (
      (code === 'UNAVAILABLE' && commits !== 'whole') || (code === 'INVALID_KEY' && keyBytes !== undefined)
    )
  })
  return refusal?.message
}
