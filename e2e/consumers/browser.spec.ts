import { expect, type Page } from '@playwright/test'
import { BUNDLERS, type Site } from './bundlers.ts'
import { test } from './consumer-test.ts'

const SQLJS = /\/sql-wasm[^/]*\.js$/
const WASM = /\.wasm$/

for (const [bundler, serve] of Object.entries(BUNDLERS)) {
  test.describe(bundler, () => {
    let site: Site

    test.beforeAll(async ({ app }) => {
      site = await serve(app)
    })

    test.afterAll(() => site.close())

    test('a page opens a journal by default, and loads nothing of sql.js', async ({ page }) => {
      const files = filesLoadedBy(page)
      await expectVisits(page, `${site.url}#page`, 'memory-journal')
      expect(files.filter((file) => SQLJS.test(file) || WASM.test(file))).toEqual([])
    })

    test('a worker opens a journal by default, and loads no WebAssembly', async ({ page }) => {
      const files = filesLoadedBy(page)
      await expectVisits(page, `${site.url}#worker`, 'memory-journal')
      expect(files.filter((file) => WASM.test(file))).toEqual([])
    })

    test('a page opens SQLite, with the WebAssembly of sql.js', async ({ page }) => {
      const files = filesLoadedBy(page)
      await expectVisits(page, `${site.url}#page-sqlite`, 'sqljs-journal')
      expect(files).toContainEqual(expect.stringMatching(SQLJS))
      expect(files).toContainEqual(expect.stringMatching(WASM))
    })

    test('a worker opens SQLite', async ({ page }) => {
      await expectVisits(page, `${site.url}#worker-sqlite`, 'sqljs-journal')
    })
  })
}

/** The first visit is counted, and the count is still there when the page is loaded again. */
async function expectVisits(page: Page, url: string, backend: string): Promise<void> {
  const visit = page.getByRole('status')
  await page.goto(url)
  await expect(visit).toHaveText(`${backend}: 1`)
  await page.reload()
  await expect(visit).toHaveText(`${backend}: 2`)
}

/** The paths of all that the page and its workers request, filled while they do. */
function filesLoadedBy(page: Page): string[] {
  const files: string[] = []
  page.on('request', (request) => files.push(new URL(request.url()).pathname))
  return files
}
