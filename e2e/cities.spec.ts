import { expect } from '@playwright/test'
import { LASTING } from './playground.ts'
import { runProgram } from './run-program.ts'
import { test } from './test.ts'

const TOTAL = '135,233'

test('the cities load while the page answers, and are then found by prefix', async ({ page, playground }) => {
  test.slow()
  await playground.open('IndexedDB')
  await playground.button('Load the cities').click()
  const progress = page.getByRole('progressbar', { name: 'Cities loaded' })
  await expect(progress).toHaveJSProperty('max', Number(TOTAL.replace(',', '')))
  await expect(playground.row('AD:Andorra la Vella:3041563')).toBeVisible()

  await page.getByLabel('Prefix').fill('AD:E')
  await expect(playground.table.getByRole('rowheader').first()).toHaveText(/^AD:E/)
  await playground.button('Dark theme').click()
  await expect(playground.button('Dark theme')).toHaveAttribute('aria-pressed', 'true')
  await expect(playground.button('Cancel loading')).toBeVisible()

  await expect(playground.notice).toHaveText(`Loaded ${TOTAL} cities.`, { timeout: 60_000 })
  await expect(page.getByText('100 % done')).toBeVisible()
  await page.getByLabel('Prefix').fill('IS:Reykjav')
  await expect(playground.row('IS:Reykjavík:3413829')).toContainText(`{ name: 'Reykjavík', country: 'IS'`)
  await page.getByLabel('Prefix').fill('')
  await expect(page.getByText(`${TOTAL} entries`)).toBeVisible()
  await page.getByLabel('Reverse').check()
  await expect(playground.table.getByRole('rowheader').first()).toHaveText(/^ZW:/)
})

test('nothing is said of a speed before the first city is written', async ({ page, playground }) => {
  await playground.open('Memory')
  const asked = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  await page.route(/cities/, async (route) => {
    asked.resolve()
    await answered.promise
    await route.continue()
  })
  await playground.button('Load the cities').click()
  await asked.promise
  await expect(page.getByText('Reading the file…')).toBeVisible()
  await expect(page.getByText(/\d+ %/)).toBeHidden()
  answered.resolve()
  await expect(page.getByText(/\d % (loading|done) .* a second$/)).toBeVisible()
})

for (const backend of LASTING) {
  test(`${backend}: loading the cities can be cancelled, and what was written stays`, async ({
    page,
    playground,
  }) => {
    await playground.open(backend)
    await playground.button('Load the cities').click()
    await expect(playground.table.getByRole('rowheader')).toHaveCount(10)
    await playground.button('Cancel loading').click()
    await expect(playground.notice).toHaveText(/^Cancelled after [1-9]/)
    const count = /after ([\d,]+) cities/.exec((await playground.notice.textContent()) ?? '')?.[1]
    await expect(page.getByText(`${count} entries`)).toBeVisible()
    await expect(playground.button('Load the cities')).toBeVisible()
  })
}

test('the code of the loading loads them all', async ({ playground }) => {
  test.slow()
  await playground.open('Memory')
  await playground.button('Load the cities').click()
  await expect(playground.notice).toHaveText(`Loaded ${TOTAL} cities.`)
  const program = await playground.code.textContent()
  expect(await runProgram(`${program}\nconsole.log(await cities.count())`)).toBe('135233')
})
