import { expect, test } from 'vitest'
import { opfsSqlite, sqliteOnOpfs } from '../../opfs.ts'

test('outside of a browser, SQLite on OPFS says that it is UNAVAILABLE and what to do', async () => {
  const message = expect.stringMatching(/dedicated worker.*call sqliteOnOpfs/) as string
  await expect(opfsSqlite({ name: 'a' })).rejects.toThrow(
    expect.objectContaining({ code: 'UNAVAILABLE', message }),
  )
  await expect(sqliteOnOpfs({ name: 'a' })).rejects.toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }))
})

test('the script of the worker does nothing where there is no worker', async () => {
  expect(Object.keys(await import('../../opfs-worker.ts'))).toEqual([])
})

test('a database must have a name', async () => {
  for (const name of ['', '\ud800', undefined as unknown as string]) {
    await expect(opfsSqlite({ name })).rejects.toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
  }
})
