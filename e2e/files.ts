import { expect, type Download, type JSHandle, type Locator, type Page } from '@playwright/test'
import { readFile, writeFile } from 'node:fs/promises'
import type { TestInfo } from '@playwright/test'

/** A file as a page is given it. */
export interface FileContent {
  readonly name: string
  readonly text: string
}

/** The files panel of the playground as a visitor sees and uses it. */
export class FilesPanel {
  readonly page: Page
  readonly panel: Locator
  readonly exportSide: Locator
  readonly importSide: Locator
  /** Lies over the page while a file is held above it. */
  readonly curtain: Locator

  constructor(page: Page) {
    this.page = page
    this.panel = page.getByRole('region', { name: 'Files' })
    this.exportSide = this.panel.getByRole('form', { name: 'Export' })
    this.importSide = this.panel.getByRole('group', { name: 'Import' })
    this.curtain = page.getByText(/^Drop it to import it/)
  }

  button(name: string): Locator {
    return this.panel.getByRole('button', { name, exact: true })
  }

  /** Exports by what is chosen, and answers what the browser has downloaded. */
  async export(): Promise<Download> {
    const downloading = this.page.waitForEvent('download')
    await this.button('Export').click()
    const download = await downloading
    await expect(this.exportSide).toContainText(`Saved ${download.suggestedFilename()}`)
    return download
  }

  async exportText(): Promise<string> {
    return await readFile(await (await this.export()).path(), 'utf8')
  }

  async choose(file: FileContent | string): Promise<void> {
    const chooser = this.importSide.getByLabel(/^Choose/)
    await chooser.setInputFiles(
      typeof file === 'string'
        ? file
        : { name: file.name, mimeType: 'application/octet-stream', buffer: Buffer.from(file.text) },
    )
    await expect(this.importSide.getByRole('form')).toBeVisible()
  }

  /** From now on, presses Cancel as soon as something has come: a small transfer is done before a test could. */
  async cancelSoon(): Promise<void> {
    await this.panel.evaluate((panel) => {
      const observer = new MutationObserver(() => {
        const progress = panel.querySelector('progress')
        const cancel = [...panel.querySelectorAll('button')].find(
          ({ textContent }) => textContent === 'Cancel',
        )
        if (cancel === undefined || progress === null || progress.value === 0) return
        observer.disconnect()
        cancel.click()
      })
      observer.observe(panel, { attributes: true, childList: true, subtree: true })
    })
  }

  /** What the report says of something. */
  fact(term: string): Locator {
    return this.importSide
      .getByRole('term')
      .filter({ hasText: term })
      .locator('xpath=following-sibling::dd[1]')
  }

  /** Files as they hang on a pointer that drags them. */
  dragged(...files: readonly FileContent[]): Promise<JSHandle<DataTransfer>> {
    return this.page.evaluateHandle((contents) => {
      const transfer = new DataTransfer()
      for (const { name, text } of contents) transfer.items.add(new File([text], name))
      return transfer
    }, files)
  }
}

/** The text of an export of a namespace with so many entries. */
export function exportOf(namespace: string, entries: number): string {
  const lines: unknown[] = [
    {
      kvasir: 'export',
      version: 1,
      at: 0,
      namespaces: [{ name: namespace, createdAt: 0 }],
      entries,
      history: false,
    },
  ]
  for (let i = 0; i < entries; i++) {
    const key = `key:${String(i).padStart(7, '0')}`
    lines.push({ ns: 0, key, type: 'json', value: { number: i }, revision: i + 1, writtenAt: 1 })
  }
  lines.push({ end: true, lines: entries + 2, entries, consistent: true })
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Writes such an export to a file, and answers where. */
export async function writeExport(testInfo: TestInfo, namespace: string, entries: number): Promise<string> {
  const path = testInfo.outputPath(`${namespace}.jsonl`)
  await writeFile(path, exportOf(namespace, entries))
  return path
}
