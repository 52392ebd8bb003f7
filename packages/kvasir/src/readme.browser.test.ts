import { afterEach, describe, test } from 'vitest'
import { blocks } from 'virtual:readme-blocks'

describe('what the README says holds in a browser', () => {
  afterEach(async () => {
    for (const { name = '' } of await indexedDB.databases()) await deleteDatabase(name)
  })

  const here = blocks.filter(({ platform }) => platform !== 'node')
  test.for(here)('$heading (line $line)', async ({ run }) => {
    await run()
  })
})

function deleteDatabase(name: string): Promise<void> {
  const request = indexedDB.deleteDatabase(name)
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve())
    request.addEventListener('error', () => reject(request.error))
    request.addEventListener('blocked', () => reject(new Error(`The block leaves the database ${name} open`)))
  })
}
