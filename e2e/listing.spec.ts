import { expect } from '@playwright/test'
import { KINDS, MIDSUMMER } from './playground.ts'
import { test } from './test.ts'

const SAMPLES = [
  'bytes:kvasir',
  'counter:visits',
  'draft:saga',
  'flag:beta',
  'rich:calendar',
  'rich:primes',
  'rich:stars',
  'session:4f2a',
  'user:ada',
  'user:björk',
  'user:grace',
  '日本:東京',
]

/** In the order of UTF-8 bytes, in which emoji come last; by UTF-16 units they would come before U+FF5E. */
const EXPECTED = [...SAMPLES, '～tilde', '😀smile']

for (const backend of KINDS) {
  test.describe(backend, () => {
    test.beforeEach(async ({ page, playground }) => {
      await page.clock.setFixedTime(MIDSUMMER)
      await playground.open(backend)
      await playground.addSamples()
    })

    for (const direction of ['forward', 'reverse'] as const) {
      test(`cursors lead past every key exactly once, ${direction}`, async ({ page, playground }) => {
        await playground.put({ key: '😀smile', value: 'beyond the BMP' })
        await playground.put({ key: '～tilde', value: 'below it' })
        if (direction === 'reverse') await page.getByLabel('Reverse').check()
        await page.getByLabel('Page size').selectOption('5')

        const pages: string[][] = []
        for (const size of [5, 5, 4]) {
          await expect(page.getByRole('table', { name: `page ${pages.length + 1}` })).toBeVisible()
          await expect(playground.table.getByRole('rowheader')).toHaveCount(size)
          pages.push(await playground.keys())
          if (size === 5) {
            const cursor = await page.getByRole('navigation', { name: 'Pages' }).locator('code').textContent()
            await playground.button('Next page').click()
            await expect(playground.code).toContainText(`cursor: '${cursor}'`)
          }
        }
        expect(pages.flat()).toEqual(direction === 'forward' ? EXPECTED : EXPECTED.toReversed())
        await expect(playground.button('Next page')).toBeDisabled()

        await playground.button('First page').click()
        await expect(page.getByRole('table', { name: 'page 1' })).toBeVisible()
        expect(await playground.keys()).toEqual(pages[0])
      })
    }

    test('a prefix lists its keys and counts them', async ({ page, playground }) => {
      await page.getByLabel('Prefix').fill('user:')
      await expect(page.getByText('3 entries with this prefix')).toBeVisible()
      await expect(playground.table.getByRole('rowheader')).toHaveText([
        'user:ada',
        'user:björk',
        'user:grace',
      ])
      await expect(playground.code).toContainText(`namespace.list({ prefix: 'user:', limit: 10 })`)
      await page.getByLabel('Prefix').fill('nobody')
      await expect(page.getByText('No key starts with “nobody”.')).toBeVisible()
    })
  })
}
