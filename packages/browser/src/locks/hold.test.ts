import { afterEach, expect, test, vi } from 'vitest'
import { hold } from './hold.ts'

afterEach(() => void vi.unstubAllGlobals())

test('where there are no Web Locks nothing is claimed, and nobody waits', async () => {
  vi.stubGlobal('navigator', {})
  const options = { mode: 'exclusive', patience: 0 } as const
  const releases = await Promise.all([hold('lock', options), hold('lock', options)])
  expect(releases).toHaveLength(2)
  for (const release of releases) release()
})
