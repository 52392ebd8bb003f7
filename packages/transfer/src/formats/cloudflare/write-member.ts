import type { Row } from '@kvasir/core'
import { toBase64 } from '@kvasir/core/pack'
import { valueBytes } from '../value-bytes.ts'
import type { Member } from '../write-members.ts'

/**
 * An entry as Cloudflare has it: https://developers.cloudflare.com/kv/platform/limits/ and `wrangler kv bulk put`. Values
 * are texts or bytes, and expire at a second.
 */
export function cloudflareMember(row: Row): Member {
  const { key, value, expiresAt, metadata } = row
  const member = {
    key,
    ...(typeof value === 'string' ? { value } : { value: toBase64(valueBytes(row)), base64: true }),
    // The second in which it expires, or what has to be left out by then would be there.
    ...(expiresAt !== 0 && { expiration: Math.ceil(expiresAt / 1000) }),
  }
  const text = JSON.stringify(member)
  return {
    text: metadata === undefined ? text : `${text.slice(0, -1)},"metadata":${metadata}}`,
    missing: missingOf(row),
  }
}

function missingOf({ type, expiresAt }: Row): string | undefined {
  if (type === 'json') return 'the type of the value, which is JSON,'
  if (type === 'rich') return 'the rich value'
  return expiresAt % 1000 === 0 ? undefined : 'the exact expiry'
}
