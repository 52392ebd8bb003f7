import { expect, type Locator } from '@playwright/test'
import { test } from './test.ts'

const MOST_TABS = 60

/** Presses Tab until the element has the focus. */
async function tabTo(element: Locator): Promise<void> {
  for (let i = 0; i < MOST_TABS; i++) {
    await element.page().keyboard.press('Tab')
    if (await element.evaluate((node) => node === document.activeElement)) return
  }
  await expect(element).toBeFocused()
}

test('a key is added and deleted with the keyboard alone', async ({ page, playground }) => {
  const { keyboard } = page
  await playground.open('IndexedDB')
  await tabTo(playground.button('New entry'))
  await keyboard.press('Enter')
  await expect(playground.dialog.getByLabel('Key', { exact: true })).toBeFocused()
  await keyboard.type('ada')
  await tabTo(playground.dialog.getByLabel('Value', { exact: true }))
  await keyboard.type('Ada Lovelace')
  await tabTo(playground.button('Put'))
  await keyboard.press('Enter')
  await expect(playground.row('ada')).toContainText('Ada Lovelace')
  await expect(playground.button('New entry')).toBeFocused()

  await tabTo(playground.button('Delete ada'))
  await keyboard.press('Enter')
  await expect(playground.row('ada')).toBeHidden()
  await expect(playground.button('New entry')).toBeFocused()
})

test('the focus stays with the list when its row expires', async ({ page, playground }) => {
  await page.clock.install({ time: new Date('2026-06-20T12:00:00Z') })
  await playground.open('Memory')
  await page.clock.pauseAt(new Date('2026-06-20T13:00:00Z'))
  await playground.put({ key: 'lasting', value: 'stays' })
  await playground.put({ key: 'passing', value: 'goes', ttl: 10 })
  await playground.button('Edit passing').focus()
  await page.clock.fastForward(10_000)
  await expect(playground.button('Delete lasting')).toBeFocused()
})

test('Escape closes the dialog and leaves everything as it was', async ({ page, playground }) => {
  await playground.open('Memory')
  await playground.fillEntry({ key: 'ada', value: 'Ada' })
  await page.keyboard.press('Escape')
  await expect(playground.dialog).toBeHidden()
  await expect(page.getByText('Nothing here yet.')).toBeVisible()
})
