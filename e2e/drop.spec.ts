import { expect } from '@playwright/test'
import { exportOf, FilesPanel } from './files.ts'
import { test } from './test.ts'

for (const backend of ['Memory', 'IndexedDB', 'SQLite'] as const) {
  test(`${backend}: a file that is dropped on the page is imported`, async ({ page, playground }) => {
    const files = new FilesPanel(page)
    await playground.open(backend)
    const dataTransfer = await files.dragged({ name: 'three.jsonl', text: exportOf('notes', 3) })
    await playground.table
      .or(page.getByText('Nothing here yet.'))
      .first()
      .dispatchEvent('dragover', { dataTransfer })
    await expect(files.curtain).toHaveText(`Drop it to import it into ${backend}`)
    await page.dispatchEvent('body', 'drop', { dataTransfer })
    await expect(files.curtain).toBeHidden()
    await expect(playground.notice).toHaveText('Chosen three.jsonl: JSON lines.')
    await expect(files.button('Import')).toBeInViewport()
    await files.button('Import').click()
    await expect(playground.notice).toHaveText('Imported 3 entries from three.jsonl.')
    await expect(playground.row('key:0000002')).toContainText('{ number: 2 }')
  })
}

test('the place to drop goes when the file is taken away, and texts are none of its business', async ({
  page,
  playground,
}) => {
  const files = new FilesPanel(page)
  await playground.open('Memory')
  const dataTransfer = await files.dragged({ name: 'a.json', text: '{}' })
  await page.dispatchEvent('body', 'dragenter', { dataTransfer })
  await expect(files.curtain).toBeVisible()
  await page.dispatchEvent('body', 'dragleave', { dataTransfer })
  await expect(files.curtain).toBeHidden()
  const text = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.setData('text/plain', 'Dear Ada')
    return transfer
  })
  await page.dispatchEvent('body', 'dragover', { dataTransfer: text })
  await expect(files.curtain).toBeHidden()
})

test('several files at once, and files on a dialog, are not taken', async ({ page, playground }) => {
  const files = new FilesPanel(page)
  await playground.open('Memory')
  const both = await files.dragged({ name: 'a.json', text: '{}' }, { name: 'b.json', text: '{}' })
  await page.dispatchEvent('body', 'drop', { dataTransfer: both })
  await expect(playground.notice).toHaveText('Drop one file at a time.')
  await playground.button('New entry').click()
  const one = await files.dragged({ name: 'a.json', text: '{}' })
  await page.dispatchEvent('body', 'dragover', { dataTransfer: one })
  await expect(files.curtain).toBeHidden()
  await page.dispatchEvent('body', 'drop', { dataTransfer: one })
  await page.keyboard.press('Escape')
  await expect(playground.dialog).toBeHidden()
  await expect(files.importSide).toContainText('Drop a file anywhere on the page')
})

test('a file is chosen and imported with the keyboard alone', async ({ page, playground }) => {
  const files = new FilesPanel(page)
  await playground.open('Memory')
  const choosing = page.waitForEvent('filechooser')
  await files.importSide.getByLabel('Choose a file').press('Enter')
  const buffer = Buffer.from(exportOf('notes', 3))
  await (await choosing).setFiles({ name: 'three.jsonl', mimeType: 'application/jsonl', buffer })
  await expect(files.panel.getByLabel('Into the namespace')).toHaveValue('notes')
  await expect(files.importSide.getByLabel('Choose another')).toBeFocused()
  await files.panel.getByLabel('Into the namespace').press('Enter')
  await expect(playground.row('key:0000002')).toBeVisible()
  await files.button('Forget the file').press('Enter')
  await expect(files.importSide).toContainText('Drop a file anywhere on the page')
})
