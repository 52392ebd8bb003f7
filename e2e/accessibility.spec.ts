import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { Lab } from './lab.ts'
import { test } from './test.ts'

test.use({ contextOptions: { reducedMotion: 'reduce' } })

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('axe finds nothing serious on the page', async ({ page, playground }) => {
      await playground.open('Memory')
      expect(await seriousFaults(page)).toEqual([])
      await playground.addSamples()
      await playground.button('Run transaction').click()
      await expect(page.getByRole('table', { name: /failed on purpose/ })).toBeVisible()
      await page.getByLabel('Counter key').fill('user:ada')
      await playground.button('Increment').click()
      await expect(playground.failure).toContainText('NOT_A_NUMBER')
      expect(await seriousFaults(page)).toEqual([])
    })

    test('axe finds nothing serious in the health of a store and its file', async ({ page, playground }) => {
      await playground.open('SQLite')
      await expect(playground.fact('Kept in')).toHaveText('IndexedDB')
      await playground.button('Download').click()
      await expect(playground.notice).toContainText('as a SQLite file')
      await playground.button('Ask to keep it').click()
      await expect(playground.notice).toHaveText(/^The browser/)
      expect(await seriousFaults(page)).toEqual([])
    })

    test('axe finds nothing serious in the lab, before and after an experiment, and on a phone', async ({
      page,
    }) => {
      const lab = new Lab(page)
      await lab.open('Journal')
      expect(await seriousFaults(page)).toEqual([])
      await lab.run('A tab is killed while it writes')
      expect(await seriousFaults(page)).toEqual([])
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await seriousFaults(page)).toEqual([])
    })

    test('axe finds nothing serious in the dialog and on a phone', async ({ page, playground }) => {
      await page.setViewportSize({ width: 390, height: 844 })
      await playground.open('IndexedDB')
      await playground.addSamples()
      // The code, beside which it says the same elsewhere, is far below.
      await expect(playground.notice.getByText('Added 12 entries')).toBeInViewport()
      expect(await seriousFaults(page)).toEqual([])
      await playground.fillEntry({ key: 'ada', type: 'JSON', value: 'Ada' })
      await playground.button('Put').click()
      await expect(playground.dialog.getByRole('alert').getByText('JSON')).toBeVisible()
      expect(await seriousFaults(page)).toEqual([])
    })
  })
}
