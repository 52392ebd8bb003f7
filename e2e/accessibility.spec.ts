import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { FilesPanel } from './files.ts'
import { Lab } from './lab.ts'
import type { Playground } from './playground.ts'
import { test } from './test.ts'

test.use({ colorScheme: 'light' })

/** What axe finds serious: in the light theme, and of the colours in the dark one, where all else is the same. */
async function seriousFaults(page: Page): Promise<string[]> {
  const light = await faultsOf(axe(page))
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await faultsOf(axe(page).withRules(['color-contrast']))
  await page.emulateMedia({ colorScheme: 'light' })
  return [...light, ...dark.map((fault) => `dark: ${fault}`)]
}

/** Without what is only of use on pages that have frames from elsewhere, and without a report of what is right. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
}

async function faultsOf(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)
}

/** Fills a namespace with a description, a history and limits to the last entry that there is room for. */
async function configure(playground: Playground): Promise<void> {
  await playground.changeSettings({
    Description: 'Sagas',
    'Default time to live': '600',
    'Versions kept of a key': '4',
    'Most entries': '12',
    'Most bytes in all': '5000',
  })
  await playground.addSamples()
  await playground.button('+1 to counter:visits').click()
  await expect(playground.feed.getByText('before 41')).toBeVisible()
}

test.beforeEach(() => {
  // It looks at every element of the page.
  test.slow()
})

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

test('axe finds nothing serious in the health of a store', async ({ page, playground }) => {
  await playground.open('SQLite')
  await expect(playground.fact('Kept in')).toHaveText('IndexedDB')
  await playground.button('Ask to keep it').click()
  await expect(playground.notice).toHaveText(/^The browser/)
  expect(await seriousFaults(page)).toEqual([])
})

test('axe finds nothing serious in files that come and go, wide and narrow', async ({ page, playground }) => {
  const files = new FilesPanel(page)
  await playground.open('Memory')
  await playground.addSamples()
  const text = await files.exportText()
  await files.choose({ name: 'samples.jsonl', text })
  await files.button('Dry run').click()
  await expect(files.fact('Would be overwritten')).toHaveText('12')
  expect(await seriousFaults(page)).toEqual([])
  await files.choose({ name: 'torn.jsonl', text: text.slice(0, -30) })
  await files.button('Import').click()
  await expect(files.importSide.getByRole('alert')).toContainText('DAMAGED')
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await seriousFaults(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  const dataTransfer = await files.dragged({ name: 'a.json', text: '{}' })
  await page.dispatchEvent('body', 'dragover', { dataTransfer })
  await expect(files.curtain).toBeVisible()
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

test('axe finds nothing serious in the folders and the feed, wide and narrow', async ({
  page,
  playground,
}) => {
  await playground.open('Memory')
  await playground.watching()
  await configure(playground)
  await page.getByLabel('Folders by').fill(':')
  await playground.button('Open the folder counter:').click()
  await expect(playground.row('counter:visits')).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await seriousFaults(page)).toEqual([])
})

test('axe finds nothing serious in the history, a limit that is met and the settings, on a phone', async ({
  page,
  playground,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.open('Memory')
  await playground.watching()
  await configure(playground)
  await playground.button('History of counter:visits').first().click()
  await expect(playground.dialog.getByRole('region', { name: 'What has changed' })).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  await playground.button('Close the history').click()
  await playground.fillEntry({ key: 'one more', value: 'for which there is no room' })
  await playground.button('Put').click()
  await expect(playground.failure).toContainText('LIMIT_EXCEEDED')
  await playground.button('Change the limits of notes').click()
  await expect(playground.button('Save settings')).toBeVisible()
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
