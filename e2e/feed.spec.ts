import { expect, type Locator } from '@playwright/test'
import { MIDSUMMER, Playground } from './playground.ts'
import { test } from './test.ts'

function changes(playground: Playground): Locator {
  return playground.feed.getByRole('list', { name: 'Changes, the latest first' }).getByRole('listitem')
}

for (const backend of ['Journal', 'IndexedDB'] as const) {
  test(`${backend}: what a second tab does shows in the feed and in the list, and where it came from`, async ({
    context,
    playground,
  }) => {
    await playground.open(backend)
    await playground.watching()
    await playground.put({ key: 'ada', value: 'first' })
    await expect(changes(playground)).toHaveText([/put.*ada.*first.*this store$/])

    const other = new Playground(await context.newPage())
    await other.open(backend)
    await other.watching()
    await other.put({ key: 'ada', value: 'second' })
    await expect(changes(playground)).toHaveText([
      /put.*ada.*second.*before first.*elsewhere$/,
      /put.*ada.*first.*this store$/,
    ])
    await expect(playground.feed.getByText('Watching: 2 changes, 1 from elsewhere')).toBeVisible()
    await expect(playground.row('ada')).toContainText('second')

    await other.button('Delete ada').click()
    await expect(changes(playground).first()).toHaveText(/delete.*ada.*before second.*elsewhere$/)
    await expect(playground.row('ada')).toBeHidden()
    await expect(changes(other)).toHaveText([/delete.*this store$/, /put.*second.*before first.*this store$/])
  })
}

test('a pause holds changes back, and clearing forgets those that are shown', async ({ playground }) => {
  await playground.open('Memory')
  await playground.watching()
  await playground.put({ key: 'ada', value: 'first' })
  await expect(changes(playground)).toHaveCount(1)
  await playground.feed.getByRole('button', { name: 'Pause' }).click()
  await playground.put({ key: 'grace', value: 'second' })
  await expect(playground.feed.getByText('Paused: 1 held back')).toBeVisible()
  await expect(changes(playground)).toHaveCount(1)
  await playground.feed.getByRole('button', { name: 'Resume' }).click()
  await expect(changes(playground)).toHaveText([/grace/, /ada/])
  await playground.feed.getByRole('button', { name: 'Clear' }).click()
  await expect(changes(playground)).toHaveCount(0)
})

test('what expires shows as such', async ({ page, playground }) => {
  await page.clock.install({ time: MIDSUMMER })
  await playground.open('Memory')
  await playground.watching()
  await playground.put({ key: 'lasting', value: 'stays' })
  await playground.put({ key: 'passing', value: 'goes', ttl: 10 })
  await expect(changes(playground)).toHaveCount(2)
  await page.clock.fastForward(11_000)
  await expect(changes(playground).first()).toHaveText(/expire.*passing.*before goes.*expiry$/)
})

test('the feed goes on in a namespace that was deleted and written to again', async ({ playground }) => {
  await playground.open('Memory')
  await playground.watching()
  await playground.put({ key: 'ada', value: 'first' })
  await playground.button('Delete the namespace notes').click()
  await expect(playground.notice).toContainText('Deleted the namespace')
  await playground.watching()
  await playground.put({ key: 'ada', value: 'second' })
  await expect(changes(playground).first()).toHaveText(/put.*ada.*second.*this store$/)
})
