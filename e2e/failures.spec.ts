import { expect } from '@playwright/test'
import { Playground } from './playground.ts'
import { test } from './test.ts'

test.beforeEach(async ({ playground }) => {
  await playground.open('Memory')
})

test('an error of the store shows its code and says what is wrong', async ({ page, playground }) => {
  await playground.addSamples()
  await page.getByLabel('Counter key').fill('user:ada')
  await playground.button('Increment').click()
  await expect(playground.failure).toContainText('NOT_A_NUMBER')
  await expect(playground.failure).toContainText('user:ada')
  await playground.button('Dismiss the error').click()
  await expect(playground.failure).toBeEmpty()
})

test('an error shows in the dialog that caused it, and goes with a better attempt', async ({
  playground,
}) => {
  await playground.fillEntry({ key: 'ada', value: 'Ada', ttl: -1 })
  await playground.button('Put').click()
  await expect(playground.dialog.getByRole('alert', { name: 'Error' })).toContainText('INVALID_TTL')
  await playground.dialog.getByLabel('Time to live', { exact: true }).fill('60')
  await playground.button('Put').click()
  await expect(playground.dialog).toBeHidden()
  await expect(playground.failure).toBeEmpty()
})

test('a put under a condition that does not hold is refused', async ({ playground }) => {
  await playground.put({ key: 'ada', value: 'first' })
  await playground.fillEntry({ key: 'ada', value: 'second' })
  await playground.dialog.getByLabel('Only if the key has no entry').check()
  await playground.button('Put').click()
  await expect(playground.dialog.getByRole('alert', { name: 'Error' })).toContainText('CONFLICT')
  await playground.button('Cancel').click()
  await expect(playground.row('ada')).toContainText('first')
})

test('after a conflict the present value can be loaded, and then be changed', async ({
  context,
  playground,
}) => {
  await playground.open('Journal')
  await playground.put({ key: 'ada', value: 'first' })
  await playground.button('Edit ada').click()

  const other = new Playground(await context.newPage())
  await other.open('Journal')
  await other.button('Edit ada').click()
  await other.dialog.getByLabel('Value', { exact: true }).fill('by another tab')
  await other.button('Save').click()
  await expect(other.dialog).toBeHidden()

  const value = playground.dialog.getByLabel('Value', { exact: true })
  await value.fill('second')
  await playground.button('Save').click()
  await expect(playground.dialog.getByRole('alert', { name: 'Error' })).toContainText('CONFLICT')
  await playground.button('Load the present value').click()
  await expect(value).toHaveValue('by another tab')
  await value.fill('third')
  await playground.button('Save').click()
  await expect(playground.row('ada')).toContainText('third')
})

test('after a conflict with a deletion the entry can be added again', async ({ context, playground }) => {
  await playground.open('Journal')
  await playground.put({ key: 'ada', value: 'first' })
  await playground.button('Edit ada').click()

  const other = new Playground(await context.newPage())
  await other.open('Journal')
  await other.button('Delete ada').click()
  await expect(other.row('ada')).toBeHidden()

  await playground.button('Save').click()
  await playground.button('Load the present value').click()
  await expect(playground.dialog.getByLabel('Key', { exact: true })).toHaveValue('ada')
  await playground.dialog.getByLabel('Value', { exact: true }).fill('again')
  await playground.button('Put').click()
  await expect(playground.row('ada')).toContainText('again')
})

test('a value that cannot be read is refused beside its field', async ({ playground }) => {
  await playground.fillEntry({ key: 'ada', type: 'JSON', value: '{ born: 1815 }' })
  await playground.button('Put').click()
  const value = playground.dialog.getByLabel('Value', { exact: true })
  await expect(value).toHaveAttribute('aria-invalid', 'true')
  await playground.dialog.getByRole('radio', { name: 'Rich' }).check()
  await playground.button('Put').click()
  await expect(playground.row('ada')).toContainText('{ born: 1815 }')
})

test('a namespace cannot be created twice', async ({ playground }) => {
  await playground.createNamespace('team')
  await expect(playground.notice).toHaveText('Created the namespace “team”.')
  await playground.createNamespace('team')
  await expect(playground.failure).toContainText('NAMESPACE_EXISTS')
})
