import { syncStore } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examples } from 'virtual:seed-examples'
import { describeExamples } from '../examples.test-cases.ts'
import { createDispatcher, parseCall, tools } from './index.ts'

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
const validators = new Map(
  tools.map(({ name, inputSchema, outputSchema }) => [
    name,
    { input: ajv.compile(inputSchema), output: ajv.compile(outputSchema) },
  ]),
)

/** What a validator has to say against something. */
function faults(name: string, side: 'input' | 'output', value: unknown): unknown {
  const validate = validators.get(name)?.[side]
  if (validate === undefined) return `There is no function ${name}`
  return validate(value) ? [] : validate.errors
}

describe('the functions as tools', () => {
  test('each has a name that agents take, a description, and schemas of the dialect of 2020-12', () => {
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      'kv-bucket-create',
      'kv-bucket-delete',
      'kv-bucket-info',
      'kv-bucket-list',
      'kv-key-delete',
      'kv-key-get',
      'kv-key-history',
      'kv-key-list',
      'kv-key-put',
      'kv-key-update',
      'kv-key-watch',
    ])
    for (const { name, description, inputSchema, outputSchema } of tools) {
      expect(/^[a-zA-Z0-9_-]{1,64}$/.test(name)).toBe(true)
      expect(description).not.toBe('')
      for (const schema of [inputSchema, outputSchema]) {
        expect(schema).toMatchObject({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
        })
      }
      for (const param of Object.values(inputSchema.properties ?? {}))
        expect(param.description).not.toBe(undefined)
    }
    expect(JSON.parse(JSON.stringify(tools))).toEqual(tools)
  })

  test('every reply is as its schema says, and what the schema refuses is refused', async () => {
    const store = syncStore(memory(), { live, rules })
    const dispatch = createDispatcher(store)
    const item = { bucket: 'b', key: 'a' }
    const calls: readonly (readonly [name: string, params: object])[] = [
      ['kv-bucket-create', { bucket: 'b', history: 3, ttl: '1000000000000', metadata: { a: 1 } }],
      ['kv-bucket-create', { bucket: 'b' }],
      [
        'kv-bucket-create',
        { bucket: 'c', ttl: 5e12, mirror: { name: 'm' }, sources: [{ name: 's', domain: 'd' }] },
      ],
      ['kv-bucket-list', {}],
      ['kv-bucket-info', { bucket: 'b' }],
      ['kv-bucket-info', { bucket: 'c' }],
      ['kv-key-watch', { bucket: 'b' }],
      ['kv-key-put', { ...item, value: 'text' }],
      ['kv-key-put', { ...item, value: [1] }],
      ['kv-key-get', { ...item, json: true }],
      ['kv-key-get', { ...item, json: false, with_sequence: true }],
      ['kv-key-get', { ...item, key: 'none', json: false }],
      ['kv-key-update', { ...item, key: 'new', value: {}, sequence: 0 }],
      ['kv-key-update', { ...item, value: {}, sequence: 1 }],
      ['kv-key-list', { bucket: 'b' }],
      ['kv-key-list', { bucket: 'b', limit: 1, last_sequence: 0, prefix: 'a' }],
      ['kv-key-delete', item],
      ['kv-key-delete', item],
      ['kv-key-history', item],
      ['kv-key-watch', { bucket: 'b', last_sequence: 0 }],
      ['kv-bucket-delete', { bucket: 'b' }],
    ]
    for (const [name, params] of calls) {
      expect([name, params, faults(name, 'input', params)]).toEqual([name, params, []])
      const reply = await dispatch({ function: name, params: { ...params } })
      expect([name, reply, faults(name, 'output', reply)]).toEqual([name, reply, []])
    }
    const bad: readonly (readonly [name: string, params: object])[] = [
      ['kv-bucket-create', { bucket: 'a b' }],
      ['kv-bucket-create', { bucket: 'd', history: 65 }],
      ['kv-bucket-create', { bucket: 'd', ttl: '1h' }],
      ['kv-bucket-create', { bucket: 'd', ttl: -5 }],
      ['kv-bucket-create', { bucket: 'd', other: 1 }],
      ['kv-bucket-create', { bucket: 'd', mirror: {} }],
      ['kv-key-get', { ...item }],
      ['kv-key-put', { ...item, value: 1 }],
      ['kv-key-put', { ...item, key: '', value: '' }],
      ['kv-key-list', { bucket: 'c', limit: 1.5 }],
      ['kv-bucket-list', { limit: 1 }],
    ]
    for (const [name, params] of bad) {
      expect(faults(name, 'input', params)).not.toEqual([])
      expect((await dispatch({ function: name, params: { ...params } })).status_code).toBe(400)
    }
    store.close()
  })
})

/** Params of all functions, with values of which some are right. */
const params = fc.dictionary(
  fc.constantFrom(
    ...new Set(tools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties ?? {}))),
    'other',
  ),
  fc.oneof(
    fc.constantFrom<unknown>(
      'b',
      'a',
      'new',
      '',
      'a b',
      '1000',
      '1e3',
      'file',
      true,
      false,
      0,
      1,
      -1,
      64,
      65,
    ),
    fc.constantFrom<unknown>(0.5, 1e21, { name: 'm' }, { name: '' }, { tags: ['a'] }, { tags: [1] }, []),
    fc.jsonValue({ maxDepth: 2 }),
  ),
  { maxKeys: 6 },
)

test('whatever the params are, the reply is as its schema says, and 400 where theirs refuses them', async () => {
  const timer = (_: number, ring: () => void) => {
    queueMicrotask(ring)
    return () => undefined
  }
  const names = tools.map(({ name }) => name)
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), params, fc.boolean(), async (name, given, isWhole) => {
      const store = syncStore(memory(), { live, rules })
      const dispatch = createDispatcher(store, { timer })
      await dispatch({ function: 'kv-bucket-create', params: { bucket: 'b', history: 2 } })
      await dispatch({ function: 'kv-key-put', params: { bucket: 'b', key: 'a', value: 'text' } })
      const whole = { bucket: 'b', key: 'a', json: false, value: 'x', sequence: 1 }
      const schema = tools.find((tool) => tool.name === name)?.inputSchema
      const needed = Object.entries(whole).filter(([param]) => schema?.required?.includes(param))
      const asked = isWhole ? { ...Object.fromEntries(needed), ...given } : given
      const isTaken = validators.get(name)?.input(asked)
      const reply = await dispatch({ function: name, params: asked })
      expect(faults(name, 'output', reply)).toEqual([])
      if (isTaken === false) expect(reply.status_code).toBe(400)
      else expect(reply.body.error ?? '').not.toMatch(/parameter (?!value)/)
      store.close()
    }),
    { numRuns: 300 },
  )
})

describeExamples('the documented calls', () => {
  const texts = Object.entries(examples ?? {}).filter(
    ([file, text]) => file.startsWith('S3-') && file.endsWith('.json') && !text.includes('"status_code":'),
  )

  test('all of them are as the schemas of their functions say', () => {
    const calls = texts.map(([, text]) => {
      const read: object = parseCall(text)
      return 'function' in read ? parseCall(text) : { function: 'kv-bucket-create', params: { ...read } }
    })
    expect(calls.length).toBe(27)
    for (const { function: name, params } of calls)
      expect([name, params, faults(name, 'input', params)]).toEqual([name, params, []])
  })
})
