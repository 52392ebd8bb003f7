import { expect } from '@playwright/test'
import { KINDS } from './playground.ts'
import { test } from './test.ts'

for (const backend of KINDS) {
  test.describe(backend, () => {
    test('what one namespace holds does not show in another whose name starts the same', async ({
      playground,
    }) => {
      await playground.open(backend)
      await playground.createNamespace('team')
      await expect(playground.notice).toHaveText('Created the namespace “team”.')
      await playground.put({ key: 'colour', value: 'blue' })
      await playground.createNamespace('team:')
      await expect(playground.page.getByText('Nothing here yet.')).toBeVisible()
      await playground.put({ key: 'colour', value: 'red' })

      await playground.selectNamespace('team')
      await expect(playground.row('colour')).toContainText('blue')
      await playground.button('Delete colour').click()
      await expect(playground.row('colour')).toBeHidden()

      await playground.selectNamespace('team:')
      await expect(playground.row('colour')).toContainText('red')
    })

    test('a long name leaves everything else within reach', async ({ page, playground }) => {
      await playground.open(backend)
      await playground.put({ key: 'kept', value: 'yes' })
      await playground.createNamespace('x'.repeat(300))
      await playground.put({ key: 'k'.repeat(3000), value: 'yes' })
      await playground.selectNamespace('notes')
      await expect(page.getByRole('heading', { name: 'notes' })).toBeVisible()
    })

    test('a namespace that is deleted takes its entries with it', async ({ playground }) => {
      await playground.open(backend)
      await playground.put({ key: 'kept', value: 'yes' })
      await playground.createNamespace('brief')
      await playground.put({ key: 'lost', value: 'yes' })
      await playground.button('Delete the namespace brief').click()

      await expect(playground.page.getByRole('heading', { name: 'notes' })).toBeVisible()
      await expect(playground.row('kept')).toBeVisible()
      await playground.createNamespace('brief')
      await expect(playground.page.getByText('Nothing here yet.')).toBeVisible()
    })
  })
}
