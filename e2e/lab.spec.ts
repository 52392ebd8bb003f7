import { expect } from '@playwright/test'
import { Lab } from './lab.ts'
import { LASTING } from './playground.ts'
import { test } from './test.ts'

const PEERS = ['idb-keyval', 'localForage']

for (const backend of LASTING) {
  test.describe(backend, () => {
    test('all that a page writes as it is left is there after the reload', async ({ page }) => {
      const lab = new Lab(page)
      await lab.open(backend)
      const [ours, ...peers] = await lab.run('The page is left while it writes')
      expect(ours).toMatchObject({ guarantee: 'Held', result: '50 of 50' })
      // What becomes of theirs is up to the browser.
      expect(peers.map(({ store }) => store)).toEqual(PEERS)
      for (const { result } of peers) expect(result).toMatch(/^\d+ of 50$/)
    })

    test('what a killed tab was told is written is there, and the other tab goes on', async ({ page }) => {
      const lab = new Lab(page)
      await lab.open(backend)
      const findings = await lab.run('A tab is killed while it writes')
      for (const { guarantee, result } of findings) {
        expect(guarantee).toBe('Held')
        expect(result).toMatch(/^(\d+) of \1$/)
      }
      if (backend === 'OPFS') expect(findings[0].details).toContain('The guest became the owner.')
    })

    test('full storage is refused by its code, and what was written before is whole', async ({
      context,
      page,
      baseURL,
    }) => {
      test.slow()
      const lab = new Lab(page)
      await lab.open(backend)
      const devtools = await context.newCDPSession(page)
      const origin = new URL(baseURL!).origin
      await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 12_000_000 })
      const [ours, ...peers] = await lab.run('The storage is full')
      expect(ours.result).toMatch(/^([1-9]\d*) of \1 MB/)
      if (backend === 'OPFS') {
        // SQLite is told of a failed write only, and Chromium opens nothing in OPFS while there is no room.
        expect(ours.details).toMatch(/^(QUOTA_EXCEEDED|STORAGE_FAILED) after/)
      } else {
        expect(ours.guarantee).toBe('Held')
        expect(ours.details).toMatch(/^QUOTA_EXCEEDED after/)
      }
      expect(peers.map(({ store }) => store)).toEqual(PEERS)
    })
  })
}

for (const backend of ['Journal', 'OPFS'] as const) {
  test(`${backend}: eight tabs count to 400, which those without an increment do not`, async ({ page }) => {
    test.slow()
    const lab = new Lab(page)
    await lab.open(backend)
    const [ours, ...peers] = await lab.run('8 tabs count to 400')
    expect(ours).toMatchObject({ guarantee: 'Held', result: '400 of 400' })
    expect(peers.map(({ guarantee }) => guarantee)).toEqual(['Not held', 'Not held'])
  })

  test(`${backend}: who is blocked by an old tab is told so, while others still wait`, async ({ page }) => {
    test.slow()
    const lab = new Lab(page)
    await lab.open(backend)
    const [ours, ...peers] = await lab.run('An old tab blocks an upgrade')
    expect(ours.guarantee).toBe('Held')
    expect(ours.result).toMatch(/^BLOCKED after [\d.]+ s$/)
    for (const { guarantee, result } of peers) {
      expect(guarantee).toBe('Not held')
      expect(result).toMatch(/^No answer in/)
    }
    for (const { details } of [ours, ...peers]) {
      expect(details).toContain('Once the old tab was closed, it opened.')
    }
  })
}

test('what an experiment came to is still there after a reload, and the lab leads back to the playground', async ({
  page,
}) => {
  const lab = new Lab(page)
  await lab.open('Journal')
  await lab.run('A tab is killed while it writes')
  await page.reload()
  await expect(lab.card('A tab is killed while it writes').getByRole('row')).toHaveCount(4)
  await page.getByRole('link', { name: 'Playground' }).click()
  await expect(page.getByRole('button', { name: 'New entry' })).toBeEnabled()
  await page.getByRole('link', { name: 'Guarantee lab' }).click()
  await expect(page.getByRole('heading', { name: 'What survives' })).toBeVisible()
})
