import { expect } from '@playwright/test'
import type { Playground } from './playground.ts'
import { test } from './test.ts'

function folders(playground: Playground): Promise<string[]> {
  return playground.table.getByRole('button', { name: /^Open the folder/ }).allTextContents()
}

for (const backend of ['Memory', 'IndexedDB'] as const) {
  test(`${backend}: folders can be entered, and left by the way that led there`, async ({
    page,
    playground,
  }) => {
    test.slow()
    await playground.open(backend)
    for (const key of ['readme', 'saga/edda/odin', 'saga/edda/thor', 'saga/index', 'verse/one']) {
      await playground.put({ key, value: key })
    }
    await page.getByLabel('Folders by').fill('/')
    await expect(playground.notice).toHaveText('Page 1: 2 folders, 1 entry, the last one.')
    expect(await folders(playground)).toEqual(['saga/', 'verse/'])
    expect(await playground.keys()).toEqual(['readme'])

    await playground.button('Open the folder saga/').click()
    await expect(playground.code).toContainText(`{ prefix: 'saga/', delimiter: '/', limit: 10 }`)
    await expect(playground.row('saga/index')).toBeVisible()
    const trail = page.getByRole('navigation', { name: 'Folders' })
    await expect(trail.getByRole('button', { name: 'saga/' })).toBeFocused()
    await playground.button('Open the folder saga/edda/').click()
    await expect(playground.row('saga/edda/thor')).toBeVisible()
    expect(await playground.keys()).toEqual(['saga/edda/odin', 'saga/edda/thor'])

    await expect(trail.getByRole('button')).toHaveText(['notes', 'saga/', 'edda/'])
    await trail.getByRole('button', { name: 'saga/' }).click()
    await expect(playground.row('saga/index')).toBeVisible()
    await trail.getByRole('button', { name: 'notes' }).click()
    await expect(playground.row('readme')).toBeVisible()
  })

  test(`${backend}: in the order of revisions what was written last is last, page by page`, async ({
    page,
    playground,
  }) => {
    await playground.open(backend)
    await playground.addSamples()
    await playground.put({ key: 'bytes:kvasir', value: 'anew' })
    await page.getByLabel('Order by').selectOption('revision')
    await expect(page.getByLabel('Folders by')).toBeDisabled()
    await page.getByLabel('Page size').selectOption('10')
    await expect(playground.row('counter:visits')).toBeVisible()
    expect((await playground.keys())[0]).toBe('counter:visits')
    await playground.button('Next page').click()
    await expect(page.getByRole('table', { name: 'page 2' })).toBeVisible()
    expect(await playground.keys()).toEqual(['session:4f2a', 'bytes:kvasir'])
    await page.getByLabel('Reverse').check()
    await expect(playground.table.getByRole('rowheader').first()).toHaveText('bytes:kvasir')
  })
}
