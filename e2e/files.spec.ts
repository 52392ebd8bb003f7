import { expect } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { exportOf, FilesPanel, writeExport } from './files.ts'
import type { BackendTitle } from './playground.ts'
import { test } from './test.ts'

/** Backends, and one to which each hands over. */
const JOURNEYS: readonly (readonly [from: BackendTitle, to: BackendTitle])[] = [
  ['Memory', 'IndexedDB'],
  ['IndexedDB', 'SQLite'],
  ['SQLite', 'Memory'],
]

for (const [from, to] of JOURNEYS) {
  test(`what ${from} exports goes into another namespace of ${to}, whole, and the feed tells of it`, async ({
    page,
    playground,
  }) => {
    const files = new FilesPanel(page)
    await playground.open(from)
    await playground.addSamples()
    await files.panel.getByLabel('Namespaces').selectOption('notes')
    const download = await files.export()
    expect(download.suggestedFilename()).toBe(`playground-${from.toLowerCase()}-notes.jsonl`)
    await expect(files.exportSide).toContainText('Yes: a consistent picture')

    await playground.open(to)
    await playground.createNamespace('copy')
    await playground.watching()
    await files.choose(await download.path())
    await expect(files.importSide).toContainText('1 namespace · 12 entries')
    await files.panel.getByLabel('Into the namespace').fill('copy')
    await files.button('Import').click()
    await expect(playground.notice).toContainText('Imported 12 entries')
    await expect(files.fact('Created')).toHaveText('12')
    await expect(playground.row('user:ada')).toContainText('Ada Lovelace')
    await expect(playground.row('rich:stars')).toContainText('200000000000000000000n')
    await expect(playground.row('session:4f2a')).not.toContainText('never')
    await expect(playground.feed.getByText('Watching: 12 changes, 0 from elsewhere')).toBeVisible()
    await playground.put({ key: 'later', value: 'and it goes on' })
    await expect(playground.feed.getByText('Watching: 13 changes, 0 from elsewhere')).toBeVisible()
  })

  test(`${from}: a large import can be cancelled, what was written stays, and it goes on from there`, async ({
    page,
    playground,
  }, testInfo) => {
    test.slow()
    const TOTAL = from === 'Memory' ? 40_000 : 15_000
    const files = new FilesPanel(page)
    await playground.open(from)
    await files.choose(await writeExport(testInfo, 'large', TOTAL))
    await files.cancelSoon()
    await files.button('Import').click()
    await expect(playground.notice).toHaveText(/^Cancelled after [1-9][\d,]* entries, which stay\.$/)
    const done = /after ([\d,]+)/.exec((await playground.notice.textContent()) ?? '')?.[1]
    expect(done).not.toBe(TOTAL.toLocaleString('en'))
    await expect(page.getByRole('heading', { name: 'large' })).toBeVisible()
    await expect(page.getByText(`${done} entries`, { exact: true })).toBeVisible()

    await files.button('Go on').click()
    await expect(playground.notice).toHaveText(/^Imported .* entries from /, { timeout: 60_000 })
    await expect(page.getByText(`${TOTAL.toLocaleString('en')} entries`, { exact: true })).toBeVisible()
    await expect(playground.row('key:0000000')).toContainText('{ number: 0 }')

    await files.cancelSoon()
    await files.button('Export').click()
    await expect(playground.notice).toHaveText('Cancelled the export: nothing was saved.')
    await expect(files.exportSide).toContainText(
      new RegExp(`Cancelled · [1-9].* of ${TOTAL.toLocaleString('en')} entries`),
    )
  })

  test(`${from}: a dry run says what an import would do, by what becomes of keys that are there`, async ({
    page,
    playground,
  }) => {
    const files = new FilesPanel(page)
    await playground.open(from)
    await playground.put({ key: 'key:0000001', value: 'mine' })
    await files.choose({ name: 'three.jsonl', text: exportOf('notes', 3) })
    const dryRun = async (conflict: string): Promise<void> => {
      await files.panel.getByLabel('If a key is there').selectOption(conflict)
      await files.button('Dry run').click()
      await expect(files.importSide).toContainText('Dry run: nothing was written')
    }
    await dryRun('overwrite')
    await expect(files.fact('Would be created')).toHaveText('2')
    await expect(files.fact('Would be overwritten')).toHaveText('1')
    // The one in the file was written long ago.
    await dryRun('newer')
    await expect(files.fact('Would be overwritten')).toHaveText('0')
    await expect(files.fact('Would be skipped')).toHaveText('1')
    await files.panel.getByLabel('If a key is there').selectOption('error')
    await files.button('Dry run').click()
    await expect(files.importSide.getByRole('alert')).toContainText('CONFLICT')
    await expect(page.getByText('1 entry', { exact: true })).toBeVisible()

    await files.panel.getByLabel('If a key is there').selectOption('skip')
    await files.button('Import').click()
    await expect(playground.notice).toHaveText('Imported 2 entries from three.jsonl.')
    await expect(playground.row('key:0000001')).toContainText('mine')
    await expect(playground.row('key:0000002')).toContainText('{ number: 2 }')
  })

  test(`${from}: of a damaged file its line is shown, and what comes before the batch stays`, async ({
    page,
    playground,
  }) => {
    const files = new FilesPanel(page)
    await playground.open(from)
    const lines = exportOf('notes', 1000).split('\n')
    lines[699] = lines[699]?.slice(0, 30) ?? ''
    await files.choose({ name: 'torn.jsonl', text: lines.join('\n') })
    await files.button('Import').click()
    await expect(files.importSide.getByRole('alert')).toContainText('Line 700 of the import cannot be read')
    await expect(files.importSide.getByRole('figure', { name: 'Line 700' })).toContainText(
      '{"ns":0,"key":"key:0000698',
    )
    await expect(files.importSide).toContainText('512 entries of the file came before, and stay.')
    await expect(page.getByText('512 entries', { exact: true })).toBeVisible()
    await expect(files.button('Go on')).toBeHidden()
  })
}

test('earlier versions go along when they are asked for', async ({ page, playground }) => {
  const files = new FilesPanel(page)
  await playground.open('IndexedDB')
  await playground.changeSettings({ 'Versions kept of a key': '5' })
  await playground.put({ key: 'ada', value: 'first' })
  await playground.put({ key: 'ada', value: 'second' })
  await files.panel.getByLabel('With the earlier versions').check()
  const text = await files.exportText()

  await playground.open('Memory')
  await files.choose({ name: 'history.jsonl', text })
  await files.button('Import').click()
  await expect(files.fact('Earlier versions')).toHaveText('1')
  await playground.button('History of ada').first().click()
  await expect(playground.dialog.getByRole('list', { name: 'Versions, newest first' })).toContainText('first')
})

test('an export is packed by gzip where that is asked for, or the namespace says so', async ({
  page,
  playground,
}) => {
  const files = new FilesPanel(page)
  await playground.open('Memory')
  await playground.put({ key: 'ada', value: 'Ada' })
  await files.panel.getByLabel('Compress with gzip').check()
  const download = await files.export()
  expect(download.suggestedFilename()).toBe('playground-memory.jsonl.gz')
  const packed = await readFile(await download.path())
  expect(gunzipSync(packed).toString()).toContain('"key":"ada"')
  await files.panel.getByLabel('Compress with gzip').uncheck()
  expect(await files.exportText()).toContain('"key":"ada"')

  await page.reload()
  await playground.open('Journal')
  await playground.button('Settings').click()
  await playground.dialog.getByLabel('Compress exports and snapshots').check()
  await playground.button('Save settings').click()
  await expect(files.panel.getByLabel('Compress with gzip')).toBeChecked()
  await files.choose(await download.path())
  await expect(files.importSide).toContainText('JSON lines, packed')
  await files.button('Import').click()
  await expect(playground.row('ada')).toContainText('Ada')
})

test('what plain JSON cannot hold is named, or left out and counted', async ({ page, playground }) => {
  const files = new FilesPanel(page)
  await playground.open('Memory')
  await playground.addSamples()
  await files.panel.getByLabel('Format').selectOption('Plain JSON')
  await expect(files.panel.getByLabel('Namespace', { exact: true })).toHaveValue('=notes')
  await files.button('Export').click()
  await expect(files.exportSide.getByRole('alert')).toContainText(
    'cannot hold the bytes of the key "bytes:kvasir"',
  )
  await files.panel.getByLabel('Leave out what the format cannot hold').check()
  const content: unknown = JSON.parse(await files.exportText())
  expect(content).toMatchObject({ 'counter:visits': 41, 'user:ada': { name: 'Ada Lovelace' } })
  await expect(files.exportSide).toContainText('5 of the entries')
})

test('a file of other programs goes where the visitor says', async ({ page, playground }) => {
  const files = new FilesPanel(page)
  await playground.open('SQLite')
  await files.choose({
    name: 'bulk.json',
    text: '[{ "key": "ada", "value": "Ada", "metadata": { "by": "me" } }]',
  })
  await expect(files.panel.getByLabel('Read it as')).toHaveValue('cloudflare')
  await files.panel.getByLabel('Into the namespace').fill('bulk')
  await files.button('Import').click()
  await expect(page.getByRole('heading', { name: 'bulk' })).toBeVisible()
  await expect(playground.row('ada')).toContainText('Ada')
  await expect(files.fact('New namespaces')).toHaveText('bulk')

  await files.panel.getByLabel('Format').selectOption('Cloudflare bulk')
  await files.panel.getByLabel('Namespace', { exact: true }).selectOption('bulk')
  expect(JSON.parse(await files.exportText())).toEqual([{ key: 'ada', value: 'Ada', metadata: { by: 'me' } }])

  await files.choose({ name: 'letter.txt', text: 'Dear Ada' })
  await expect(files.importSide).toContainText('Not recognized')
  await expect(files.button('Import')).toBeDisabled()
  await files.panel.getByLabel('Read it as').selectOption('Plain JSON')
  await files.button('Import').click()
  await expect(files.importSide.getByRole('alert')).toContainText('The format json begins with {')
})
