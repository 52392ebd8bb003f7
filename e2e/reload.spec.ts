import { expect } from '@playwright/test'
import { LASTING, MIDSUMMER } from './playground.ts'
import { test } from './test.ts'

for (const backend of LASTING) {
  test(`${backend} keeps values of every kind, and the choices of the visitor, over a reload`, async ({
    page,
    playground,
  }) => {
    await page.clock.setFixedTime(MIDSUMMER)
    await playground.open(backend)
    await expect(page.getByText('Kept after a reload')).toBeVisible()
    await playground.createNamespace('diary')
    await playground.addSamples()
    await page.getByLabel('Page size').selectOption('25')
    const rows = playground.table.getByRole('row')
    await expect(rows).toHaveCount(13)
    const before = await rows.allTextContents()

    await playground.reload(backend)
    await expect(page.getByRole('heading', { name: 'diary' })).toBeVisible()
    await page.getByLabel('Page size').selectOption('25')
    await expect(rows).toHaveText(before)
  })
}

test('memory says that it keeps nothing, and keeps nothing', async ({ page, playground }) => {
  await playground.open('Memory')
  await expect(page.getByText('Not kept: gone when the page is reloaded or closed')).toBeVisible()
  await playground.put({ key: 'fleeting', value: 'thought' })
  await playground.reload('Memory')
  await expect(page.getByText('Nothing here yet.')).toBeVisible()
})

test('each backend has its own entries, and memory keeps them while the page is open', async ({
  playground,
}) => {
  await playground.open('Memory')
  await playground.put({ key: 'where', value: 'in memory' })
  await playground.page.getByRole('radio', { name: 'IndexedDB' }).check()
  await expect(playground.notice).toHaveText('Opened IndexedDB.')
  await expect(playground.row('where')).toBeHidden()
  await playground.page.getByRole('radio', { name: 'Memory' }).check()
  await expect(playground.row('where')).toContainText('in memory')
})
