import type { Namespace } from '@kvasir/core'
import { inOrder } from '../in-order.ts'
import type { EncodedOperation } from './kvasir-level.ts'
import { toKvasirKey } from './level-key.ts'

/** Does puts and deletions in one commit; of a key that is named twice, the last operation counts. */
export async function writeBatch(
  namespace: Namespace,
  operations: readonly EncodedOperation[],
): Promise<void> {
  const last = new Map(operations.map((operation) => [toKvasirKey(operation.key), operation]))
  const puts: [key: string, value: unknown][] = []
  const deletions: string[] = []
  for (const [key, operation] of last) {
    if (operation.type === 'put') puts.push([key, operation.value])
    else deletions.push(key)
  }
  if (deletions.length === 0) await namespace.putMany(puts)
  else if (puts.length === 0) await namespace.deleteMany(deletions)
  else {
    await namespace.transaction((scope) =>
      inOrder([() => scope.putMany(puts), () => scope.deleteMany(deletions)]),
    )
  }
}
