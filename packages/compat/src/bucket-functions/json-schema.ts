/** The types of JSON, with integers apart. */
export type TypeName = 'string' | 'integer' | 'boolean' | 'object' | 'array'

/** The part of JSON Schema 2020-12 in which the functions are described. */
export interface JsonSchema {
  readonly $schema?: string
  readonly type?: TypeName | readonly TypeName[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly items?: JsonSchema
  readonly enum?: readonly string[]
  readonly const?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: boolean | number | string
  readonly anyOf?: readonly JsonSchema[]
}

/** The dialect in which they are written. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

type Properties = Readonly<Record<string, JsonSchema>>

/** An object that has some members for sure, some perhaps, and no others. */
export function objectOf(required: Properties, optional: Properties = {}): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  }
}
