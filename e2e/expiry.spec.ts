import { expect } from '@playwright/test'
import { KINDS, MIDSUMMER } from './playground.ts'
import { test } from './test.ts'

const LATER = new Date('2056-06-20T13:00:00Z')

for (const backend of KINDS) {
  test.describe(backend, () => {
    test('a key counts down and is gone at the instant of its expiry', async ({ page, playground }) => {
      await page.clock.install({ time: MIDSUMMER })
      await playground.open(backend)
      await page.clock.pauseAt(LATER)
      await playground.put({ key: 'lasting', value: 'stays' })
      await playground.put({ key: 'passing', value: 'goes', ttl: 60 })
      const passing = playground.row('passing')
      await expect(passing.getByRole('timer')).toHaveText('1 min')

      await page.clock.fastForward(59_999)
      await expect(passing.getByRole('timer')).toHaveText('1 s')
      await expect(page.getByText('2 entries')).toBeVisible()

      await page.clock.fastForward(1)
      await expect(passing).toBeHidden()
      await expect(page.getByText('1 entry')).toBeVisible()
      await expect(page.getByRole('region', { name: 'Expired entries' })).toContainText('passing')
      await expect(playground.notice).toHaveText('“passing” expired.')
      await expect(playground.row('lasting')).toBeVisible()
    })

    test('the default of a namespace expires what is put into it', async ({ page, playground }) => {
      await page.clock.install({ time: MIDSUMMER })
      await playground.open(backend)
      await page.clock.pauseAt(LATER)
      await playground.createNamespace('sessions', 30)
      await playground.put({ key: 'ada', value: 'here' })
      await expect(playground.row('ada').getByRole('timer')).toHaveText('30 s')

      await page.clock.fastForward(30_000)
      await expect(playground.row('ada')).toBeHidden()
    })
  })
}
