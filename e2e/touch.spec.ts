import { expect } from '@playwright/test'
import { MIDSUMMER } from './playground.ts'
import { test } from './test.ts'

const LATER = new Date('2056-06-20T13:00:00Z')

for (const backend of ['Memory', 'Journal'] as const) {
  test(`${backend}: a touch gives an entry its whole time to live again`, async ({ page, playground }) => {
    await page.clock.install({ time: MIDSUMMER })
    await playground.open(backend)
    await page.clock.pauseAt(LATER)
    await playground.put({ key: 'passing', value: 'goes', ttl: 60 })
    await page.clock.fastForward(45_000)
    const timer = playground.row('passing').getByRole('timer')
    await expect(timer).toHaveText('15 s')
    await playground.button('Touch passing').click()
    await expect(playground.notice).toHaveText('“passing” has its whole time to live again.')
    await expect(timer).toHaveText('1 min')
    await expect(playground.code).toContainText(`namespace.touch('passing', 60_000)`)
  })

  test(`${backend}: in a sliding namespace to read an entry does so, too`, async ({ page, playground }) => {
    await page.clock.install({ time: MIDSUMMER })
    await playground.open(backend)
    await page.clock.pauseAt(LATER)
    await playground.button('New namespace').click()
    await playground.dialog.getByLabel(/^Sliding/).check()
    await playground.createNamespace('sessions', 30)
    await playground.put({ key: 'ada', value: 'here' })
    await page.clock.fastForward(20_000)
    const timer = playground.row('ada').getByRole('timer')
    await expect(timer).toHaveText('10 s')
    await playground.button('Read ada').click()
    await expect(timer).toHaveText('30 s')
  })
}
