import type { Store, Timer } from '@kvasir/core'
import type { Reply } from './call.ts'
import { checkParams } from './check-params.ts'
import { DIALECT, type JsonSchema, objectOf } from './json-schema.ts'

/** What functions work on. */
export interface Host {
  readonly store: Store
  readonly timer: Timer
}

/** A function, as a dispatcher calls it and as it is described to others. */
export interface BucketFunction {
  readonly name: string
  readonly description: string
  readonly inputSchema: JsonSchema
  readonly outputSchema: JsonSchema
  /** Rejects with a refusal, or with an error of the store. */
  call(host: Host, params: unknown): Promise<Reply>
}

interface Definition<P> {
  readonly name: string
  readonly description: string
  /** Of the params, which have the type `P` if they are like this. */
  readonly input: JsonSchema
  /** Of the body of a reply with status 200. */
  readonly output: JsonSchema
  readonly run: (host: Host, params: P) => Promise<Reply>
}

/** A function of which the params are checked before it runs. */
export function bucketFunction<P>({ name, description, input, output, run }: Definition<P>): BucketFunction {
  return {
    name,
    description,
    inputSchema: { $schema: DIALECT, ...input },
    outputSchema: { $schema: DIALECT, ...replySchema(output) },
    async call(host, params) {
      checkParams<P>(input, params)
      return await run(host, params)
    },
  }
}

/** The output of a function that only tells that it was done. */
export const messageSchema: JsonSchema = objectOf({ message: { type: 'string' } })

/** The number of a write: of greater ones the later. */
export const sequenceSchema: JsonSchema = {
  type: 'integer',
  description: 'Number of the write: it rises from write to write, with gaps.',
}

/** The output of a function that gives what was asked for. */
export function foundSchema(body: JsonSchema, metadata: JsonSchema = objectOf({})): JsonSchema {
  return objectOf({ body, metadata })
}

/** The metadata of what is from one bucket. */
export const bucketMetadata: JsonSchema = objectOf({ Bucket: { type: 'string' } })

/** The body of a list. */
export function resultsSchema(item: JsonSchema): JsonSchema {
  return objectOf({
    results_total: { type: 'integer', description: 'How many there are, on this page or not.' },
    results: { type: 'array', items: item },
  })
}

function replySchema(success: JsonSchema): JsonSchema {
  const failure = objectOf({ error: { type: 'string' } }, { sequence: sequenceSchema })
  return objectOf({
    status_code: { type: 'integer', description: '200 when it was done; the rest as in HTTP.' },
    body: { anyOf: [success, failure] },
  })
}
