import { expect } from '@playwright/test'
import { exportOf, FilesPanel } from './files.ts'
import type { Playground } from './playground.ts'
import { runProgram } from './run-program.ts'
import { test } from './test.ts'

test.beforeEach(async ({ playground }) => {
  await playground.open('Memory')
})

async function programOf(playground: Playground): Promise<string> {
  return (await playground.code.textContent()) ?? ''
}

test('the code of a put, run as it stands, puts the same value', async ({ playground }) => {
  const value = `{ born: new Date('1815-12-10'), tags: new Set(['maths', "it's"]), big: 10n, none: undefined }`
  await playground.put({ key: "ada's", type: 'Rich', value, ttl: 90 })
  const program = await programOf(playground)
  expect(program).toContain('{ ttl: 90_000 }')
  const output = await runProgram(`${program}
const { value, expiresAt, writtenAt, revision: stored } = await namespace.getEntry("ada's")
console.log(value, expiresAt - writtenAt, revision === stored)`)
  expect(output).toBe(`{
  born: 1815-12-10T00:00:00.000Z,
  tags: Set(2) { 'maths', "it's" },
  big: 10n,
  none: undefined
} 90000 true`)
})

test('the code of every action runs as it stands', async ({ page, playground }) => {
  const files = new FilesPanel(page)
  const outputs = new Map<string, Promise<string>>()
  const keep = async (action: string, print: string): Promise<void> => {
    outputs.set(action, runProgram(`${await programOf(playground)}\n${print}`))
  }
  await playground.addSamples()
  await keep('samples', 'console.log(await namespace.count())')
  await playground.button('+1 to counter:visits').click()
  await expect(playground.notice).toHaveText('“counter:visits” is now 42.')
  await keep('increment', 'console.log(sum)')
  await playground.button('Delete flag:beta').click()
  await expect(playground.notice).toHaveText('Deleted “flag:beta”.')
  await keep('delete', 'console.log(existed)')
  await page.getByLabel('Page size').selectOption('5')
  await playground.button('Next page').click()
  await expect(playground.notice).toHaveText('Page 2: 5 entries, more follow.')
  await keep('list', 'console.log(page.entries)')
  await page.getByLabel('Fail at').selectOption('step 2')
  await playground.button('Run transaction').click()
  await expect(playground.notice).toContainText('Nothing of the transaction was written.')
  await keep('failing transaction', `console.log(await namespace.get('account:bob'))`)
  await page.getByLabel('Fail at').selectOption('no step')
  await playground.button('Run transaction').click()
  await expect(playground.notice).toHaveText('Transferred 30 in one commit.')
  await keep('transaction', `console.log(await namespace.get('account:bob'))`)
  await playground.createNamespace('team', 60)
  await expect(playground.notice).toHaveText('Created the namespace “team”.')
  await keep('create namespace', 'console.log((await store.namespaces())[0].ttl)')
  await playground.button('Delete the namespace team').click()
  await expect(playground.notice).toHaveText('Deleted the namespace “team” with its entries.')
  await keep('delete namespace', 'console.log(existed)')

  await files.panel.getByLabel('Namespaces').selectOption('notes')
  await files.export()
  await keep('export', 'console.log((await blob.text()).split("\\n")[0].slice(0, 20))')
  await files.choose({ name: 'three.jsonl', text: exportOf('notes', 3) })
  await files.button('Import').click()
  await expect(playground.notice).toHaveText('Imported 3 entries from three.jsonl.')
  await keep('import', `console.log(await store.namespace('notes').get('key:0000002'))`)
  await files.choose({ name: 'plain.json', text: `{ "it's": "\\n" }` })
  await files.panel.getByLabel('Into the namespace').fill('plain')
  await files.button('Import').click()
  await expect(playground.notice).toHaveText('Imported 1 entry from plain.json.')
  await keep('plain import', `console.log(await store.namespace('plain').get("it's") === '\\n')`)

  const printed = await Promise.all([...outputs].map(async ([action, output]) => [action, await output]))
  expect(Object.fromEntries(printed)).toEqual({
    samples: '12',
    increment: '1',
    delete: 'false',
    list: 'undefined\n[]',
    'failing transaction': 'Error: Step 2 failed on purpose. 100\n20',
    transaction: '50',
    'create namespace': '60000',
    'delete namespace': 'false',
    export: '0 true\n{"kvasir":"export","',
    import: '3 0 0\n{ number: 2 }',
    'plain import': '1 0 0\ntrue',
  })
})

test('the code is shown in the API of another store, which is remembered, and runs as it stands', async ({
  page,
  playground,
}) => {
  await playground.put({ key: 'ada', value: 'Ada' })
  const printed: Record<string, string> = {}
  for (const [api, print] of [
    ['Cloudflare KV', `console.log(await kv.get('ada'), await store.namespace('notes').get('ada'))`],
    ['CommandKit', `console.log(kv.get('ada'), store.namespace('notes').get('ada'))`],
    ['Bucket functions', `console.log(await store.namespace('notes').get('ada'))`],
  ] as const) {
    await page.getByRole('radio', { name: api }).check()
    printed[api] = await runProgram(`${await programOf(playground)}\n${print}`)
  }
  expect(printed).toEqual({
    'Cloudflare KV': 'Ada Ada',
    CommandKit: 'Ada Ada',
    'Bucket functions': `200 { message: 'Key written successfully' }\nAda`,
  })
  await page.reload()
  await playground.put({ key: 'grace', value: 'Grace' })
  await expect(playground.code).toContainText(`params: { bucket: 'notes', key: 'grace', value: 'Grace' }`)
})

test('the code can be copied', async ({ context, page, playground }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await playground.put({ key: 'ada', value: 'Ada' })
  await playground.button('Copy code').click()
  await expect(playground.button('Copied')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await programOf(playground))
})

test('on a phone, what an action came to leads to its code, and is not seen under a dialog', async ({
  page,
  playground,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await playground.addSamples()
  await expect(playground.code).not.toBeInViewport()
  await playground.button('New entry').click()
  await expect(page.getByText('Added 12 entries')).toBeHidden()
  await playground.dialog.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('link', { name: 'as TypeScript' }).click()
  await expect(playground.code).toBeInViewport()
})
