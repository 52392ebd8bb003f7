import { Disk } from './disk.test-cases.ts'
import { add, takeSnapshot } from './journal-texts.test-cases.ts'

/** The files of a journal before and after its second snapshot took the place of the first. */
export async function swap(): Promise<Record<'before' | 'after', Map<string, Uint8Array<ArrayBuffer>>>> {
  const disk = new Disk()
  await disk.use(async (storage) => {
    await add(storage, 'a', 'b')
    await takeSnapshot(storage, 1, 'state 1')
    await add(storage, 'c', 'd')
  })
  const before = await disk.files()
  await disk.use((storage) => takeSnapshot(storage, 3, 'state', ' 3'))
  return { before, after: await disk.files() }
}

export function cut(bytes: Uint8Array<ArrayBuffer> | undefined, length: number): Uint8Array<ArrayBuffer> {
  return bytes!.slice(0, length < 0 ? bytes!.length + length : length)
}
