import { toFrame } from '@kvasir/core/pack'
import { expect, test } from 'vitest'
import { sqlite } from '../index.ts'
import { sqljs, sqljsKind } from '../sqljs.ts'
import { fromPieces, toPieces } from './image-pieces.ts'

const kind = sqljsKind()

function code(name: string): unknown {
  return expect.objectContaining({ code: name })
}

/** The image of a database in which `sql` was run. */
async function imageAfter(sql: string): Promise<Uint8Array> {
  const driver = await sqljs()
  const backend = sqlite(driver)
  driver.exec(sql)
  const image = driver.export()
  backend.close()
  return image
}

test('the blobs of the pieces are the database file', async () => {
  const engine = await kind.open(undefined)
  const value = new Uint8Array(5_000_000).fill(7)
  const rest = { space: 1, expiresAt: 0, writtenAt: 1, metadata: undefined } as const
  engine.commit({ checks: [], writes: [{ kind: 'set', key: 'a', type: 'bytes', value, ...rest }] })
  const pieces = Array.from(engine.snapshot(), ({ bytes }) => bytes)
  expect(pieces).toHaveLength(3)
  const backend = sqlite(await sqljs({ image: fromPieces(pieces) }))
  // Matchers take seconds for so many bytes.
  const kept = backend.get(1, 'a')?.value as Uint8Array
  expect([kept.length, kept.every((byte) => byte === 7)]).toEqual([value.length, true])
  const write = { kind: 'delete', space: 1, key: 'a' } as const
  expect(backend.commit({ checks: [], writes: [write] })).toMatchObject({ first: 2 })
})

test('a database of a newer version is refused with UNSUPPORTED_DATABASE', async () => {
  const image = await imageAfter('PRAGMA user_version = 9')
  await expect(kind.open([...toPieces(() => image)])).rejects.toThrow(code('UNSUPPORTED_DATABASE'))
})

test('a database of another application is refused with UNSUPPORTED_DATABASE', async () => {
  const image = await imageAfter('PRAGMA application_id = 9')
  await expect(kind.open([...toPieces(() => image)])).rejects.toThrow(code('UNSUPPORTED_DATABASE'))
})

test('pieces of a newer version are refused with UNSUPPORTED_DATABASE', async () => {
  const pieces = Array.from((await kind.open(undefined)).snapshot(), ({ bytes }) => bytes)
  new DataView(pieces[0]!.buffer).setUint32(4, 2)
  await expect(kind.open(pieces)).rejects.toThrow(code('UNSUPPORTED_DATABASE'))
})

test('whole pieces of what is no database are DAMAGED', async () => {
  const noise = new Uint8Array(10_000).fill(65)
  await expect(kind.open([...toPieces(() => noise)])).rejects.toThrow(code('DAMAGED'))
  await expect(kind.open([...toPieces(() => new Uint8Array())])).rejects.toThrow(code('DAMAGED'))
})

test('whole pieces of a broken database are DAMAGED', async () => {
  const image = await imageAfter('CREATE TABLE more (a)')
  image.fill(0x55, 100, 4096)
  await expect(kind.open([...toPieces(() => image)])).rejects.toThrow(code('DAMAGED'))
})

test('pieces of other engines are DAMAGED', async () => {
  for (const json of [
    null,
    ['rest', 0, []],
    ['sqlite'],
    ['sqlite', -1, 3],
    ['sqlite', 0, '3'],
    ['sqlite', 0, 3, 4],
  ]) {
    const piece = toFrame({ json, blobs: [new Uint8Array(9)] })
    await expect(kind.open([piece])).rejects.toThrow(code('DAMAGED'))
  }
})
