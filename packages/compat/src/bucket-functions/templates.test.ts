import { syncStore } from '@kvasir/core'
import { memory } from '@kvasir/memory'
import { describe, expect, test } from 'vitest'
import { createDispatcher, type Reply } from './index.ts'
import { fillTemplates } from './templates.ts'

const context = {
  trigger: { user_id: 123, tags: ['a', 'b'], 'first name': 'Ada', nested: { deep: [{ id: 'x' }] } },
  city: 'Oslo',
  no: false,
  nothing: null,
  unset: undefined,
  sly: '${city}',
}

describe('templates', () => {
  const cases: readonly (readonly [template: unknown, filled: unknown])[] = [
    ['plain', 'plain'],
    ['weather_${city}', 'weather_Oslo'],
    ['user_${$.trigger.user_id}', 'user_123'],
    ['${$.trigger.user_id}', 123],
    ['${no}', false],
    ['${nothing}', null],
    ['${$.trigger.tags}', ['a', 'b']],
    ['tags: ${trigger.tags}', 'tags: ["a","b"]'],
    ['${trigger.tags[1]}', 'b'],
    ['${ $.trigger.nested.deep[0].id }', 'x'],
    ["${$.trigger['first name']}", 'Ada'],
    ['${$["city"]}', 'Oslo'],
    ['${city}${city}', 'OsloOslo'],
    ['${$}', context],
    ['${sly}', '${city}'],
    ['got ${sly}', 'got ${city}'],
    ['\\${city}', '${city}'],
    ['costs \\${city} ${city}', 'costs ${city} Oslo'],
    ['an open ${city', 'an open ${city'],
    ['$5 and {braces}', '$5 and {braces}'],
    [
      { a: ['${city}', 5], b: { c: '${no}', d: null } },
      { a: ['Oslo', 5], b: { c: false, d: null } },
    ],
    [{ '${city}': 1 }, { '${city}': 1 }],
  ]
  test.for(cases)('%j becomes %j', ([template, filled]) => {
    expect(fillTemplates(template, context)).toEqual(filled)
  })

  const broken = [
    '${other}',
    '${unset}',
    '${}',
    '${trigger.none.more}',
    '${city.length}',
    '${trigger.constructor}',
    '${__proto__}',
    '${toString}',
    '${city + city}',
    '${trigger.tags[9]}',
    '${a..b}',
  ]
  test.for(broken)('%s leads nowhere, and is refused', (template) => {
    expect(() => fillTemplates(template, context)).toThrow(`Unresolved reference: ${template}`)
    expect(() => fillTemplates({ in: [`text ${template}`] }, context)).toThrow('Unresolved reference')
  })

  test('what JSON has no text for is refused within a text', () => {
    expect(() => fillTemplates('text ${n}', { n: { big: 1n } })).toThrow(
      'Reference to what is not JSON: ${n}',
    )
    expect(fillTemplates('text ${n}', { n: 1n })).toBe('text 1')
  })

  test('a name like __proto__ in params is data', () => {
    const params = JSON.parse('{"value":{"__proto__":{"polluted":"${city}"}}}') as unknown
    expect(JSON.stringify(fillTemplates(params, context))).toBe('{"value":{"__proto__":{"polluted":"Oslo"}}}')
    expect('polluted' in {}).toBe(false)
  })

  test('a call has the context that it brings, else that of its dispatcher, else none', async () => {
    const store = syncStore(memory())
    store.namespace('b').put('Oslo', '1')
    store.namespace('b').put('Rome', '2')
    store.namespace('b').put('${city}', '3')
    const get = { function: 'kv-key-get', params: { bucket: 'b', key: '${city}', json: '${json}' } }
    const text = { ...get, params: { ...get.params, json: false } }
    const valueOf = ({ body }: Reply): unknown => body.body?.['value']
    const withContext = createDispatcher(store, { context: { city: 'Oslo', json: true } })
    expect(valueOf(await withContext(get))).toBe(1)
    expect(valueOf(await withContext(get, { city: 'Rome', json: false }))).toBe('2')
    expect(await withContext(get, {})).toEqual({
      status_code: 400,
      body: { error: 'Unresolved reference: ${city}' },
    })
    expect(valueOf(await createDispatcher(store)(text))).toBe('3')
  })

  test('params that contain themselves are refused', async () => {
    const value: Record<string, unknown> = {}
    value['self'] = value
    const store = syncStore(memory())
    store.namespace('b').put('a', 1)
    const call = { function: 'kv-key-put', params: { bucket: 'b', key: 'a', value } }
    for (const context of [undefined, {}])
      expect((await createDispatcher(store)(call, context)).status_code).toBe(400)
    expect(store.namespace('b').get('a')).toBe(1)
  })
})
