import { expect } from '@playwright/test'
import { KINDS, MIDSUMMER } from './playground.ts'
import { test } from './test.ts'

for (const backend of KINDS) {
  test.describe(backend, () => {
    test('a counter starts at nothing and adds up', async ({ page, playground }) => {
      await playground.open(backend)
      await page.getByLabel('Counter key').fill('hits')
      await page.getByLabel('By', { exact: true }).fill('5')
      await playground.button('Increment').click()
      await expect(playground.notice).toHaveText('“hits” is now 5.')
      await playground.button('+1 to hits').click()
      await expect(playground.notice).toHaveText('“hits” is now 6.')
      await expect(playground.row('hits')).toContainText('6')
    })

    test('nothing remains of a transaction that fails, and all of one that does not', async ({
      page,
      playground,
    }) => {
      await playground.open(backend)
      for (const step of [1, 2, 3]) {
        await page.getByLabel('Fail at').selectOption(`step ${step}`)
        await playground.button('Run transaction').click()
        const outcome = page.getByRole('table', {
          name: `Step ${step} failed on purpose. Nothing was written.`,
        })
        await expect(outcome.getByRole('row')).toHaveText([
          'KeyBeforeAfter',
          'account:alice100100',
          'account:bob2020',
          'transfers00',
        ])
        await expect(playground.row('account:alice')).toContainText('100')
        await expect(playground.row('account:bob')).toContainText('20')
      }

      await page.getByLabel('Fail at').selectOption('no step')
      await playground.button('Run transaction').click()
      const outcome = page.getByRole('table', { name: 'Committed.' })
      await expect(outcome.getByRole('row')).toHaveText([
        'KeyBeforeAfter',
        'account:alice10070',
        'account:bob2050',
        'transfers01',
      ])
      await expect(playground.row('account:alice')).toContainText('70')
    })

    test('an entry is edited with its metadata and expiry', async ({ page, playground }) => {
      await page.clock.setFixedTime(MIDSUMMER)
      await playground.open(backend)
      await playground.put({ key: 'ada', type: 'JSON', value: '{ "born": 1815 }', ttl: 90 })
      await playground.button('Edit ada').click()
      await expect(playground.dialog.getByLabel('Value', { exact: true })).toHaveValue('{"born":1815}')
      await playground.dialog.getByRole('radio', { name: 'Rich' }).check()
      await playground.dialog
        .getByLabel('Value', { exact: true })
        .fill(`{ born: new Date('1815-12-10'), big: 10n }`)
      await playground.dialog.getByLabel('Metadata, as JSON').fill('{ "by": "grace" }')
      await playground.button('Save').click()

      const row = playground.row('ada')
      await expect(row).toContainText(`{ born: new Date('1815-12-10T00:00:00.000Z'), big: 10n }`)
      await expect(row).toContainText('{"by":"grace"}')
      await expect(row.getByRole('timer')).toHaveText('1 min 30 s')
    })
  })
}
