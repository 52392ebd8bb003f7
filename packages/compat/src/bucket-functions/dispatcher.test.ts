import { asyncStore, syncStore, toAsync } from '@kvasir/core'
import { live } from '@kvasir/core/live'
import { rich } from '@kvasir/core/rich'
import { rules } from '@kvasir/core/rules'
import { memory } from '@kvasir/memory'
import { sqlite } from '@kvasir/sqlite'
import { nodeSqlite } from '@kvasir/sqlite/node'
import { describe, expect, test } from 'vitest'
import { createDispatcher, parseCall, type Reply } from './index.ts'

function open(clock?: () => number) {
  const store = syncStore(memory(), { clock, live, rich, rules })
  const dispatch = createDispatcher(store)
  const ask = (called: string, params?: Readonly<Record<string, unknown>>): Promise<Reply> =>
    dispatch({ function: called, params })
  return { store, dispatch, ask }
}

const refused = (status: number, error: unknown) => ({ status_code: status, body: { error } })

describe('a bad call is refused, and changes nothing', () => {
  const cases: readonly (readonly [
    call: string,
    params: object | undefined,
    status: number,
    error: string,
  ])[] = [
    ['kv-key-get', undefined, 400, 'Missing required parameter: bucket'],
    ['kv-key-get', { bucket: 'b', key: 'a' }, 400, 'Missing required parameter: json'],
    ['kv-key-get', { bucket: 'b', key: 'a', json: 'true' }, 400, 'Invalid parameter json'],
    ['kv-key-get', { bucket: 'b', key: 'none', json: true }, 404, 'Key not found'],
    ['kv-key-get', { bucket: 'b', key: 'a', json: true }, 400, 'Value is not JSON'],
    ['kv-key-get', { bucket: 'nothing', key: 'a', json: true }, 404, 'Bucket not found'],
    ['kv-key-put', { bucket: 'nothing', key: 'a', value: 'x' }, 404, 'Bucket not found'],
    ['kv-key-put', { bucket: 'b', key: 'a', value: 5 }, 400, 'Invalid parameter value'],
    ['kv-key-put', { bucket: 'b', key: 'a', value: null }, 400, 'Invalid parameter value'],
    ['kv-key-put', { bucket: 'b', key: 'a', value: new Date(0) }, 400, 'Invalid parameter value'],
    ['kv-key-put', { bucket: 'b', key: 'a', value: { n: 1n } }, 400, 'Invalid parameter value'],
    ['kv-key-put', { bucket: 'b', key: 'a' }, 400, 'Missing required parameter: value'],
    ['kv-key-put', { bucket: 'b', key: '', value: 'x' }, 400, 'Invalid parameter key'],
    ['kv-key-put', { bucket: 'b', key: '\ud800', value: 'x' }, 400, 'The key'],
    ['kv-key-put', { bucket: 'b', key: 'a', vlaue: 'x', value: 'x' }, 400, 'Unknown parameter: vlaue'],
    ['kv-key-update', { bucket: 'b', key: 'a', value: 'x', sequence: 1 }, 409, 'Wrong last sequence'],
    ['kv-key-update', { bucket: 'b', key: 'a', value: 'x', sequence: 0 }, 409, 'Wrong last sequence'],
    ['kv-key-update', { bucket: 'b', key: 'a', value: 'x' }, 400, 'Missing required parameter: sequence'],
    ['kv-key-delete', { bucket: 'b', key: 'none' }, 404, 'Key not found'],
    ['kv-key-delete', { bucket: 'b', key: 'a', sequence: 1 }, 409, 'Wrong last sequence'],
    ['kv-key-delete', { bucket: 'b', key: 'a', sequence: 1, purge: true }, 400, 'Either sequence or purge'],
    ['kv-key-list', { bucket: 'nothing' }, 404, 'Bucket not found'],
    ['kv-key-list', { bucket: 'b', limit: 0 }, 400, 'Invalid parameter limit'],
    ['kv-key-list', { bucket: 'b', last_sequence: -1 }, 400, 'Invalid parameter last_sequence'],
    ['kv-key-list', { bucket: 'b', last_sequence: 1.5 }, 400, 'Invalid parameter last_sequence'],
    ['kv-key-list', { bucket: 'b', last_sequence: 2 ** 53 }, 400, 'Invalid parameter last_sequence'],
    ['kv-key-watch', { bucket: 'b', last_sequence: 2 ** 53 }, 400, 'Invalid parameter last_sequence'],
    ['kv-bucket-list', { bucket: 'b' }, 400, 'Unknown parameter: bucket'],
    ['kv-bucket-create', { bucket: 'b' }, 400, 'Bucket already exists'],
    ['kv-bucket-create', {}, 400, 'Missing required parameter: bucket'],
    ['kv-bucket-create', { bucket: '' }, 400, 'Invalid parameter bucket'],
    ['kv-bucket-create', { bucket: 'a b' }, 400, 'Invalid parameter bucket'],
    ['kv-bucket-create', { bucket: 'a.b' }, 400, 'Invalid parameter bucket'],
    ['kv-bucket-create', { bucket: 'new\n' }, 400, 'Invalid parameter bucket'],
    ['kv-bucket-create', { bucket: 'ö' }, 400, 'Invalid parameter bucket'],
    ['kv-bucket-create', { bucket: 'new', history: 0 }, 400, 'Invalid parameter history'],
    ['kv-bucket-create', { bucket: 'new', history: 65 }, 400, 'Invalid parameter history'],
    ['kv-bucket-create', { bucket: 'new', ttl: -1 }, 400, 'Invalid parameter ttl'],
    ['kv-bucket-create', { bucket: 'new', ttl: -1n }, 400, 'Invalid parameter ttl'],
    ['kv-bucket-create', { bucket: 'new', ttl: 1.5 }, 400, 'Invalid parameter ttl'],
    ['kv-bucket-create', { bucket: 'new', ttl: '1h' }, 400, 'Invalid parameter ttl'],
    ['kv-bucket-create', { bucket: 'new', ttl: '' }, 400, 'Invalid parameter ttl'],
    ['kv-bucket-create', { bucket: 'new', ttl: 1e30 }, 400, 'Invalid parameter ttl'],
    ['kv-bucket-create', { bucket: 'new', max_bytes: -2 }, 400, 'Invalid parameter max_bytes'],
    ['kv-bucket-create', { bucket: 'new', max_bytes: 5n }, 400, 'Invalid parameter max_bytes'],
    ['kv-bucket-create', { bucket: 'new', storage: 'disk' }, 400, 'Invalid parameter storage'],
    ['kv-bucket-create', { bucket: 'new', num_replicas: 6 }, 400, 'Invalid parameter num_replicas'],
    ['kv-bucket-create', { bucket: 'new', compression: 'yes' }, 400, 'Invalid parameter compression'],
    ['kv-bucket-create', { bucket: 'new', metadata: [] }, 400, 'Invalid parameter metadata'],
    ['kv-bucket-create', { bucket: 'new', mirror: {} }, 400, 'Missing required parameter: mirror.name'],
    [
      'kv-bucket-create',
      { bucket: 'new', placement: { tags: [1] } },
      400,
      'Invalid parameter placement.tags[0]',
    ],
    ['kv-bucket-delete', { bucket: 'nothing' }, 404, 'Bucket not found'],
    ['kv-bucket-info', { bucket: 'nothing' }, 404, 'Bucket not found'],
    ['kv-key-watch', { bucket: 'b', key: 'a', prefix: 'a' }, 400, 'Either key or prefix'],
    ['kv-key-watch', { bucket: 'b', wait_ms: 300_001 }, 400, 'Invalid parameter wait_ms'],
    ['kv-key-grow', {}, 404, 'Function not found'],
    ['constructor', {}, 404, 'Function not found'],
  ]
  test.for(cases)('%s %o is answered with %i', async ([called, params, status, error]) => {
    const { store, ask } = open()
    await ask('kv-bucket-create', { bucket: 'b', history: 2 })
    await ask('kv-key-put', { bucket: 'b', key: 'a', value: 'text' })
    const before = [await ask('kv-key-history', { bucket: 'b', key: 'a' }), store.namespaces()]
    const reply = await ask(called, params && { ...params })
    expect(reply.status_code).toBe(status)
    expect(String(reply.body.error).startsWith(error), reply.body.error).toBe(true)
    expect([await ask('kv-key-history', { bucket: 'b', key: 'a' }), store.namespaces()]).toEqual(before)
  })

  test('what is no call at all is refused', async () => {
    const { dispatch } = open()
    for (const call of [null, 'kv-bucket-list', [], { function: 1 }] as unknown[])
      expect((await dispatch(call as never)).status_code).toBe(400)
    const params: never = [] as never
    expect((await dispatch({ function: 'kv-bucket-list', params })).status_code).toBe(400)
  })
})

describe('buckets', () => {
  test('a ttl may be a number, a string or a bigint of nanoseconds, and is told as it was', async () => {
    let now = 0
    const { ask } = open(() => now)
    for (const [bucket, ttl] of [
      ['number', 2_000_000_000],
      ['string', '2000000000'],
      ['bigint', 2_000_000_000n],
    ] as const) {
      await ask('kv-bucket-create', { bucket, ttl })
      await ask('kv-key-put', { bucket, key: 'a', value: 'x' })
      const info = await ask('kv-bucket-info', { bucket })
      expect(info.body.body?.['ttl']).toBe(2_000_000_000)
    }
    now = 1999
    for (const bucket of ['number', 'string', 'bigint'])
      expect((await ask('kv-key-get', { bucket, key: 'a', json: false })).status_code).toBe(200)
    await ask('kv-key-put', { bucket: 'bigint', key: 'a', value: 'y' })
    now = 2000
    const statuses: number[] = []
    for (const bucket of ['number', 'string', 'bigint'])
      statuses.push((await ask('kv-key-get', { bucket, key: 'a', json: false })).status_code)
    expect(statuses).toEqual([404, 404, 200])
    await ask('kv-bucket-create', { bucket: 'century', ttl: '3155760000000000000' })
    const century = await ask('kv-bucket-info', { bucket: 'century' })
    expect(century.body.body?.['ttl']).toBe('3155760000000000000')
    await ask('kv-bucket-create', { bucket: 'short', ttl: 1 })
    expect((await ask('kv-bucket-info', { bucket: 'short' })).body.body?.['ttl']).toBe(1_000_000)
  })

  test('a full bucket and a value that is too large are refused', async () => {
    const { ask } = open()
    await ask('kv-bucket-create', { bucket: 'b', max_bytes: 20, max_value_size: 10 })
    const put = (key: string, value: string) => ask('kv-key-put', { bucket: 'b', key, value })
    expect(await put('a', 'x'.repeat(11))).toMatchObject({
      status_code: 400,
      body: { error: 'Message size exceeds maximum allowed: 11 bytes of 10' },
    })
    expect((await put('a', 'x'.repeat(10))).status_code).toBe(200)
    expect(await put('b', 'x'.repeat(10))).toEqual(refused(400, 'Maximum bytes exceeded: 22 of 20'))
  })

  test('a bucket that is deleted is gone with its keys', async () => {
    const { ask } = open()
    await ask('kv-bucket-create', { bucket: 'b' })
    await ask('kv-key-put', { bucket: 'b', key: 'a', value: 'x' })
    expect((await ask('kv-bucket-delete', { bucket: 'b' })).status_code).toBe(200)
    expect(await ask('kv-key-get', { bucket: 'b', key: 'a', json: false })).toEqual(
      refused(404, 'Bucket not found'),
    )
    await ask('kv-bucket-create', { bucket: 'b' })
    expect((await ask('kv-key-list', { bucket: 'b' })).body.body?.['results_total']).toBe(0)
  })

  test('a bucket in memory is refused where nothing can keep it', async () => {
    const store = syncStore(sqlite(nodeSqlite({ path: ':memory:' })), { rules })
    const call = { function: 'kv-bucket-create', params: { bucket: 'b', storage: 'memory' } }
    expect((await createDispatcher(store)(call)).status_code).toBe(501)
    store.close()
    expect((await createDispatcher(store)(call)).status_code).toBe(503)
  })

  test('settings for several machines are kept and reported', async () => {
    const { ask } = open()
    const settings = {
      placement: { cluster: 'eu', tags: ['ssd'] },
      mirror: { name: 'other', opt_start_seq: 5 },
      sources: [{ name: 'one', subject_transforms: [{ src: 'a', dest: 'b' }] }],
      republish: { dest: 'x', headers_only: true },
    }
    await ask('kv-bucket-create', { bucket: 'b', ...settings })
    expect((await ask('kv-bucket-info', { bucket: 'b' })).body.body).toMatchObject(settings)
  })
})

describe('keys', () => {
  test('what others have put is text in lists, and JSON where it is asked for', async () => {
    const { store, ask } = open()
    const things = store.namespace('things')
    things.putMany([
      ['number', 5],
      ['bytes', new TextEncoder().encode('{"a":1}')],
      ['date', new Date(0)],
      ['ref', { $ref: 'x' }],
    ])
    const { body } = await ask('kv-key-list', { bucket: 'things' })
    expect(body.body?.['results']).toMatchObject([
      { key: 'number', value: '5' },
      { key: 'bytes', value: '{"a":1}' },
      { key: 'date', value: '{"$Date":0}' },
      { key: 'ref', value: '{"$ref":"x"}' },
    ])
    const bytes = await ask('kv-key-get', { bucket: 'things', key: 'bytes', json: true })
    expect(bytes.body.body?.['value']).toEqual({ a: 1 })
    expect(things.put('cycle', new Error('no'), { clone: true }) > 0).toBe(true)
    const error = await ask('kv-key-get', { bucket: 'things', key: 'cycle', json: false })
    expect(error.status_code).toBe(415)
  })

  test('an object that is put is an object to others, a text a text', async () => {
    const { store, ask } = open()
    await ask('kv-bucket-create', { bucket: 'b' })
    await ask('kv-key-put', { bucket: 'b', key: 'object', value: { list: [1, { two: null }] } })
    await ask('kv-key-put', { bucket: 'b', key: 'text', value: '{"a":1}' })
    const b = store.namespace('b')
    expect([b.get('object'), b.get('text')]).toEqual([{ list: [1, { two: null }] }, '{"a":1}'])
  })

  test('namespaces with other names are no buckets', async () => {
    const { store, ask } = open()
    store.namespace('not a bucket').put('a', 1)
    store.namespace('bucket').put('a', 1)
    const { body } = await ask('kv-bucket-list')
    expect(body.body).toMatchObject({ results_total: 1, results: [{ name: 'bucket' }] })
  })

  test('an update happens only while the key has the sequence that was read', async () => {
    const { ask } = open()
    await ask('kv-bucket-create', { bucket: 'b' })
    const update = (value: string, sequence: number) =>
      ask('kv-key-update', { bucket: 'b', key: 'a', value, sequence })
    const created = await update('one', 0)
    const sequence = Number(created.body.sequence)
    expect(await update('two', 0)).toEqual({
      status_code: 409,
      body: { error: 'Wrong last sequence', sequence },
    })
    expect((await update('two', sequence)).status_code).toBe(200)
    const deleted = await ask('kv-key-delete', { bucket: 'b', key: 'a', sequence })
    expect(deleted.status_code).toBe(409)
    const { body } = await ask('kv-key-get', { bucket: 'b', key: 'a', json: false, with_sequence: true })
    expect(body.metadata?.['Sequence']).toBe(deleted.body.sequence)
  })

  test('calls are carried out in their order, awaited or not', async () => {
    const store = asyncStore(toAsync(memory()), { rules })
    const dispatch = createDispatcher(store)
    const params = { bucket: 'b' }
    const replies = await Promise.all([
      dispatch({ function: 'kv-bucket-create', params: { ...params, history: 2 } }),
      dispatch({ function: 'kv-key-put', params: { ...params, key: 'a', value: 'x' } }),
      dispatch({ function: 'kv-key-get', params: { ...params, key: 'a', json: false } }),
      dispatch({ function: 'kv-key-delete', params: { ...params, key: 'a' } }),
      dispatch({ function: 'kv-key-get', params: { ...params, key: 'a', json: false } }),
    ])
    expect(replies.map(({ status_code: status }) => status)).toEqual([200, 200, 200, 200, 404])
  })
})

test('a call is read with remarks behind it, and nothing else', () => {
  const call = { function: 'kv-key-get', params: { bucket: 'a#b' } }
  const text = JSON.stringify(call, undefined, 2)
  for (const tail of ['', '\n', '\n\n# one\n#   two\n', '\r\n\r\n# one\r\n'])
    expect(parseCall(text + tail)).toEqual(call)
  for (const tail of ['\nrest', '# same line', '\n# one\n{}'])
    expect(() => parseCall(text + tail)).toThrow(SyntaxError)
})
