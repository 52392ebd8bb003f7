import { expect } from '@playwright/test'
import { runProgram } from './run-program.ts'
import { test } from './test.ts'

for (const backend of ['Journal', 'IndexedDB'] as const) {
  test(`${backend}: a namespace is created with everything that it can be told, and keeps it`, async ({
    page,
    playground,
  }) => {
    await playground.open(backend)
    await playground.button('New namespace').click()
    const { dialog } = playground
    for (const [label, text] of [
      ['Name', 'drafts'],
      ['Description', 'What is not yet said'],
      ['Default time to live', '2'],
      ['Versions kept of a key', '5'],
      ['Most entries', '100'],
      ['Most bytes in all', '20000'],
      ['Most bytes of a value', '500'],
      ['Metadata, as JSON', '{ "team": "sagas" }'],
    ] as const) {
      await dialog.getByLabel(label, { exact: true }).fill(text)
    }
    await dialog.getByLabel('Unit of default time to live').selectOption('hours')
    await dialog.getByLabel(/^Sliding/).check()
    await dialog.getByLabel('Compress exports and snapshots').check()
    await playground.button('Create namespace').click()
    await expect(playground.notice).toHaveText('Created the namespace “drafts”.')

    await playground.reload(backend)
    await expect(page.getByText('What is not yet said')).toBeVisible()
    await expect(
      page.getByRole('list', { name: 'Settings of the namespace' }).getByRole('listitem'),
    ).toHaveText([
      '2 h to live since the last use',
      '5 versions a key',
      'values up to 500 B',
      'compressed exports and snapshots',
    ])
    await playground.button('Settings').click()
    await expect(dialog.getByLabel('Default time to live', { exact: true })).toHaveValue('2')
    await expect(dialog.getByLabel('Metadata, as JSON')).toHaveValue('{"team":"sagas"}')
    await expect(dialog.getByRole('radio', { name: 'Memory' })).toBeDisabled()
  })

  test(`${backend}: bars show how full a namespace is, and a limit that is met says what to do`, async ({
    page,
    playground,
  }) => {
    test.slow()
    await playground.open(backend)
    await playground.changeSettings({ 'Most entries': '2', 'Most bytes in all': '400' })
    await playground.put({ key: 'ada', value: 'first' })
    await expect(page.getByRole('meter', { name: 'Entries' })).toHaveAttribute('aria-valuetext', '1 of 2')
    await expect(page.getByRole('meter', { name: 'Bytes' })).toHaveAttribute('aria-valuetext', /B of 400 B$/)
    await playground.put({ key: 'grace', value: 'second' })

    await playground.fillEntry({ key: 'hedy', value: 'third' })
    await playground.button('Put').click()
    await expect(playground.failure).toContainText('LIMIT_EXCEEDED')
    await expect(playground.failure).toContainText(
      'Delete something, raise the limit, or give it an eviction.',
    )
    // What was typed is still there once the limit is raised.
    await playground.button('Change the limits of notes').click()
    await page.getByRole('dialog', { name: 'Settings of notes' }).getByLabel('Most entries').fill('3')
    await playground.button('Save settings').click()
    await playground.button('Put').click()
    await expect(playground.notice).toContainText('Put “hedy”')
    await expect(page.getByRole('meter', { name: 'Entries' })).toHaveAttribute('aria-valuetext', '3 of 3')
  })
}

test('what a namespace does not take is told in the dialog', async ({ playground }) => {
  await playground.open('Memory')
  await playground.button('Settings').click()
  await playground.dialog.getByLabel(/^Sliding/).check()
  await playground.button('Save settings').click()
  await expect(playground.failure).toContainText('sliding restarts the ttl: give that, too')
  await playground.dialog.getByLabel('Metadata, as JSON').fill('{ team')
  await playground.button('Save settings').click()
  await expect(playground.dialog.getByRole('alert').getByText('JSON')).toBeVisible()
})

test('the code of the settings runs as it stands', async ({ playground }) => {
  await playground.open('Memory')
  await playground.changeSettings({ Description: "Ada's", 'Most entries': '7' })
  await expect(playground.notice).toHaveText('Changed the settings of “notes”.')
  const program = await playground.code.textContent()
  expect(await runProgram(`${program}\nconsole.log((await store.namespaceInfo('notes')).maxEntries)`)).toBe(
    '7',
  )
})
