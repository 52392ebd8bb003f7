import { expect, type Locator, type Page } from '@playwright/test'

/** Those whose entries outlive the page. */
export const LASTING = ['Journal', 'IndexedDB', 'SQLite', 'OPFS'] as const

const BACKENDS = ['Memory', ...LASTING] as const

/** One of each kind: the others are made of these, and differ in what outlives what. */
export const KINDS = ['Memory', 'IndexedDB', 'SQLite'] as const

export type BackendTitle = (typeof BACKENDS)[number]

/**
 * A moment at which the clock of a page can stand. It is years ahead, as workers have the real clock: to them a
 * call from the past comes too late.
 */
export const MIDSUMMER = new Date('2056-06-20T12:00:00Z')

export interface EntryFields {
  readonly key: string
  readonly value: string
  readonly type?: 'Text' | 'JSON' | 'Rich'
  /** Seconds. */
  readonly ttl?: number
}

/** The playground as a visitor sees and uses it. */
export class Playground {
  readonly page: Page
  readonly table: Locator
  /** What the last action came to. */
  readonly notice: Locator
  readonly failure: Locator
  readonly code: Locator
  readonly dialog: Locator
  readonly health: Locator
  /** What is watched of the namespace. */
  readonly feed: Locator

  constructor(page: Page) {
    this.page = page
    this.table = page.getByRole('table', { name: /^Entries of/ })
    this.notice = page.getByRole('status')
    this.failure = page.getByRole('alert', { name: 'Error' })
    this.code = page.getByRole('region', { name: 'The last action as TypeScript' })
    this.dialog = page.getByRole('dialog')
    this.feed = page.getByRole('region', { name: 'Live feed' })
    this.health = page.getByRole('region', { name: 'Health' })
  }

  async open(backend: BackendTitle): Promise<void> {
    await this.page.goto('/')
    await this.page.getByRole('radio', { name: backend }).check()
    await this.#opened(backend)
  }

  /** From now on, the feed tells of everything. */
  async watching(): Promise<void> {
    await expect(this.feed.getByText(/^Watching:/)).toBeVisible()
  }

  async reload(backend: BackendTitle): Promise<void> {
    await this.page.reload()
    await expect(this.page.getByRole('radio', { name: backend })).toBeChecked()
    await this.#opened(backend)
  }

  async #opened(backend: BackendTitle): Promise<void> {
    await expect(this.notice).toHaveText(`Opened ${backend}.`)
  }

  /** What the health panel says of something. */
  fact(term: string): Locator {
    return this.health.getByRole('term').filter({ hasText: term }).locator('xpath=following-sibling::dd[1]')
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  row(key: string): Locator {
    return this.table
      .getByRole('row')
      .filter({ has: this.page.getByRole('rowheader', { name: key, exact: true }) })
  }

  /** The keys of the page, from top to bottom. */
  keys(): Promise<string[]> {
    return this.table.getByRole('rowheader').allTextContents()
  }

  async fillEntry({ key, value, type = 'Text', ttl }: EntryFields): Promise<void> {
    await this.button('New entry').click()
    await this.dialog.getByLabel('Key', { exact: true }).fill(key)
    await this.dialog.getByRole('radio', { name: type }).check()
    await this.dialog.getByLabel('Value', { exact: true }).fill(value)
    if (ttl !== undefined) await this.dialog.getByLabel('Time to live', { exact: true }).fill(String(ttl))
  }

  async put(entry: EntryFields): Promise<void> {
    await this.fillEntry(entry)
    await this.button('Put').click()
    await expect(this.dialog).toBeHidden()
    await expect(this.notice).toContainText(`Put “${entry.key}”`)
  }

  async addSamples(): Promise<void> {
    await this.button('Add samples').click()
    await expect(this.notice).toContainText('Added 12 entries')
  }

  /** Leaves the dialog open when the store refuses. */
  async createNamespace(name: string, ttl?: number): Promise<void> {
    if (!(await this.dialog.isVisible())) await this.button('New namespace').click()
    await this.dialog.getByLabel('Name', { exact: true }).fill(name)
    if (ttl !== undefined)
      await this.dialog.getByLabel('Default time to live', { exact: true }).fill(String(ttl))
    await this.button('Create namespace').click()
  }

  /** Sets fields of the dialog by their labels, and saves. */
  async changeSettings(fields: Readonly<Record<string, string>>): Promise<void> {
    await this.button('Settings').click()
    for (const [label, text] of Object.entries(fields)) {
      await this.dialog.getByLabel(label, { exact: true }).fill(text)
    }
    await this.button('Save settings').click()
    await expect(this.dialog).toBeHidden()
  }

  async selectNamespace(name: string): Promise<void> {
    await this.page.getByRole('listitem').getByRole('button', { name, exact: true }).click()
    await expect(this.page.getByRole('heading', { name, exact: true })).toBeVisible()
  }
}
