import { expect } from '@playwright/test'
import { runProgram } from './run-program.ts'
import { test } from './test.ts'

for (const backend of ['Journal', 'SQLite'] as const) {
  test(`${backend}: the versions of a key are told, compared, brought back and purged`, async ({
    page,
    playground,
  }) => {
    await playground.open(backend)
    await playground.changeSettings({ 'Versions kept of a key': '5' })
    await playground.put({ key: 'ada', type: 'JSON', value: '{ "name": "Ada", "born": 1814 }' })
    await playground.put({ key: 'ada', type: 'JSON', value: '{ "name": "Ada", "born": 1815 }' })
    await playground.button('History of ada').first().click()

    const { dialog } = playground
    const versions = dialog.getByRole('list', { name: 'Versions, newest first' }).getByRole('listitem')
    await expect(versions).toHaveText([/^put.*born: 1815 \}present$/, /^put.*born: 1814 \}Revert/])
    const diff = dialog.getByRole('region', { name: 'What has changed' })
    await expect(diff.getByRole('deletion')).toHaveText(['  born: 1814,'])
    await expect(diff.getByRole('insertion')).toHaveText(['  born: 1815,'])

    await versions.last().getByRole('button').click()
    await expect(playground.notice).toContainText('“ada” is as it was at revision')
    await expect(versions).toHaveText([/born: 1814/, /born: 1815/, /born: 1814/])
    await playground.button('Close the history').click()
    await expect(playground.row('ada')).toContainText('born: 1814')

    await playground.button('Delete ada').click()
    await expect(playground.row('ada')).toBeHidden()
    // The feed leads to what is not listed any more.
    await playground.feed.getByRole('button', { name: 'History of ada' }).first().click()
    await expect(versions.first()).toHaveText(/^delete/)
    await dialog.getByLabel('Before').selectOption({ index: 3 })
    await expect(diff.getByRole('deletion')).toHaveText(['{', `  name: 'Ada',`, '  born: 1814,', '}'])
    await playground.button('Purge the key and its history').click()
    await expect(playground.notice).toHaveText('Purged “ada” with its history.')
    await expect(versions).toHaveText([/^purge/])
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })
}

test('a namespace that keeps one version says so, and leads to where that is changed', async ({
  page,
  playground,
}) => {
  await playground.open('Memory')
  await playground.put({ key: 'ada', value: 'first' })
  await playground.button('History of ada').first().click()
  await expect(playground.dialog.getByText('keeps the present version of a key only')).toBeVisible()
  await playground.button('Keep more versions').click()
  await page.getByLabel('Versions kept of a key').fill('3')
  await playground.button('Save settings').click()
  await expect(playground.dialog.getByText('keeps the newest 3 versions of a key')).toBeVisible()
})

test('the code of a history runs as it stands', async ({ playground }) => {
  await playground.open('Memory')
  await playground.put({ key: 'ada', value: 'first' })
  await playground.button('History of ada').first().click()
  await expect(playground.notice).toHaveText('“ada” has 1 version.')
  const program = await playground.code.textContent()
  expect(await runProgram(`${program}\nconsole.log(versions)`)).toBe('[]')
})
