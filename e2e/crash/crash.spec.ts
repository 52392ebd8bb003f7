import { expect, test } from '@playwright/test'
import { BACKENDS } from '../durability/backends.ts'
import { type Counts, crashRepeatedly } from './crash-repeatedly.ts'
import type { Crashable } from './crashable.ts'
import { inBrowser } from './in-browser.ts'
import { inNode } from './in-node.ts'
import { killAt } from './kill-at.ts'

/** `npm run test:crash` does more of them. */
const KILLS = 2

for (const backend of BACKENDS) {
  test(`${backend.label}: what was acknowledged is there after the tab or the browser was killed`, async ({
    baseURL,
  }) => {
    await expectNothingLost(inBrowser(backend, { url: baseURL!, tabs: 1, killAt }), KILLS)
  })

  test(`${backend.label}: when the browser has destroyed IndexedDB, nothing is missing or the store says so`, async ({
    baseURL,
  }) => {
    const counts = await expectNothingLost(
      inBrowser(backend, { url: baseURL!, tabs: 1, killAt: () => 'wipe' }),
      1,
    )
    expect(counts.destroyed).toBe(1)
  })
}

for (const durability of ['relaxed', 'strict'] as const) {
  test(`node:sqlite, ${durability}: what was acknowledged is there after two writing processes were killed`, async () => {
    await expectNothingLost(inNode(durability), KILLS)
  })
}

async function expectNothingLost(subject: Crashable, kills: number): Promise<Counts> {
  test.setTimeout(120_000)
  try {
    const { counts, problems } = await crashRepeatedly(subject, kills)
    expect(problems).toEqual([])
    expect(counts.kills).toBe(kills)
    return counts
  } finally {
    await subject.close()
  }
}
