const PER_MILLI = 1_000_000n

/**
 * Nanoseconds, as a number, digits or a bigint, in milliseconds; undefined for 0, which stands for no expiry. What is
 * left of a millisecond counts as a whole one, so that nothing is gone before its time.
 */
export function nanosToMillis(nanos: number | string | bigint): number | undefined {
  const millis = (BigInt(nanos) + PER_MILLI - 1n) / PER_MILLI
  return millis === 0n ? undefined : Number(millis)
}

/** Milliseconds in nanoseconds; as digits where a number would not be exact. */
export function millisToNanos(millis: number): number | string {
  const nanos = BigInt(Math.ceil(millis)) * PER_MILLI
  return nanos <= Number.MAX_SAFE_INTEGER ? Number(nanos) : String(nanos)
}
