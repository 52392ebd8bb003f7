/**
 * The arguments of a method; throws a `TypeError` when one of the required ones is missing, as the platform does for each
 * of its methods: what is missing is a mistake, what is undefined is a value.
 */
export function checkArguments<A extends readonly unknown[]>(given: A, method: string, required: number): A {
  if (given.length >= required) return given
  const wanted = required === 1 ? '1 argument' : `${required} arguments`
  throw new TypeError(
    `Failed to execute '${method}' on 'Storage': ${wanted} required, but only ${given.length} present.`,
  )
}
