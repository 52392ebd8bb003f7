import { expect } from '@playwright/test'
import { test } from './test.ts'

test('a backend that the browser refuses says so, and another can be chosen', async ({
  page,
  playground,
}) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Storage is blocked.', 'SecurityError')
    }
  })
  await page.goto('/')
  await expect(playground.failure).toContainText('UNAVAILABLE')
  await expect(playground.button('New entry')).toBeDisabled()
  await expect(playground.button('Try again')).toBeVisible()

  await playground.open('Memory')
  await expect(playground.failure).toBeEmpty()
  await playground.put({ key: 'ada', value: 'Ada' })
  await expect(playground.row('ada')).toBeVisible()
})
