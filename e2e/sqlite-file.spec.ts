import { expect } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { FilesPanel } from './files.ts'
import { Playground } from './playground.ts'
import { test } from './test.ts'

test('a store goes from sql.js to OPFS as a SQLite file', async ({ page, playground }, testInfo) => {
  const files = new FilesPanel(page)
  await playground.open('SQLite')
  await playground.addSamples()
  await files.panel.getByLabel('Format').selectOption('SQLite file')
  const download = await files.export()
  expect(download.suggestedFilename()).toBe('playground-sqlite.sqlite')
  const path = testInfo.outputPath('store.sqlite')
  await download.saveAs(path)
  expect((await readFile(path)).toString('latin1', 0, 15)).toBe('SQLite format 3')

  await playground.open('OPFS')
  await expect(page.getByText('Nothing here yet.')).toBeVisible()
  await files.choose(path)
  await files.button('Replace everything').click()
  await expect(playground.notice).toHaveText('Loaded store.sqlite: the store has what the file has.')
  await expect(playground.row('user:ada')).toContainText('Ada Lovelace')
  await playground.watching()
  await playground.put({ key: 'later', value: 'and the feed goes on' })
  await expect(playground.feed.getByRole('listitem').first()).toHaveText(/put.*later.*this store$/)

  // What is no SQLite file cannot be replaced by one.
  await playground.open('Memory')
  await files.choose(path)
  await expect(files.button('Replace everything')).toBeDisabled()
  await expect(files.importSide).toContainText('Memory is no SQLite file')
})

test('a SQLite file of something else is refused, and nothing is changed', async ({ page, playground }) => {
  const files = new FilesPanel(page)
  await playground.open('SQLite')
  await playground.put({ key: 'ada', value: 'Ada' })
  await files.choose({ name: 'letters.db', text: `SQLite format 3\0${'Dear Ada, '.repeat(100)}` })
  await files.button('Replace everything').click()
  await expect(files.importSide.getByRole('alert')).toContainText('UNSUPPORTED_DATABASE')
  await expect(playground.row('ada')).toContainText('Ada')
})

test('a tab that does not own the file is told so, and may have it once it does', async ({
  context,
  playground,
}) => {
  await playground.open('OPFS')
  const other = new Playground(await context.newPage())
  const files = new FilesPanel(other.page)
  await other.open('OPFS')
  await files.panel.getByLabel('Format').selectOption('SQLite file')
  await files.button('Export').click()
  await expect(files.exportSide).toContainText('BLOCKED')
  await expect(files.exportSide).toContainText('Nothing is wrong with the data.')
  await playground.page.close()
  await expect(other.fact('Owner')).toHaveText('This tab')
  await files.button('Export').click()
  await expect(other.notice).toContainText('Exported the store to playground-opfs.sqlite')
})
