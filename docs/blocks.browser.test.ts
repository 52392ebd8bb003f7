import { afterEach, describe, test } from 'vitest'
import { type Block, blocks } from 'virtual:markdown-blocks'

describe('what the documents say holds in a browser', () => {
  afterEach(async () => {
    localStorage.clear()
    for (const { name = '' } of await indexedDB.databases()) await deleteDatabase(name)
  })

  test.for(blocks.filter(runsHere))('$file, $heading (line $line)', async ({ run }) => {
    await run()
  })
})

/** Of the README everything that can; of the other documents what only a browser can. */
function runsHere({ file, platform, unrun }: Block): boolean {
  if (unrun !== undefined) return false
  return platform === 'browser' || (platform === undefined && file === 'README.md')
}

function deleteDatabase(name: string): Promise<void> {
  const request = indexedDB.deleteDatabase(name)
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve())
    request.addEventListener('error', () => reject(request.error))
    request.addEventListener('blocked', () => reject(new Error(`The block leaves the database ${name} open`)))
  })
}
