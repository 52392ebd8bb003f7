import { expect, type Locator, type Page } from '@playwright/test'
import type { LASTING } from './playground.ts'

/** What an experiment says of one store. */
export interface Finding {
  readonly store: string
  readonly guarantee: string
  readonly result: string
  readonly details: string
}

/** The guarantee lab as a visitor sees and uses it. */
export class Lab {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async open(backend: (typeof LASTING)[number]): Promise<void> {
    await this.page.goto('/lab.html')
    await this.page.getByRole('radio', { name: backend }).check()
  }

  card(title: string): Locator {
    return this.page.getByRole('region', { name: title })
  }

  /** Runs an experiment; answers its rows, that of Kvasir first. */
  async run(title: string): Promise<readonly [Finding, ...Finding[]]> {
    const card = this.card(title)
    await card.getByRole('button', { name: 'Run' }).click()
    const rows = card.getByRole('row')
    await expect(rows).toHaveCount(4, { timeout: 60_000 })
    const texts = await rows.evaluateAll((all) =>
      all
        .slice(1)
        .map((row) => [...row.querySelectorAll('th, td')].map(({ textContent }) => textContent ?? '')),
    )
    const findings = texts.map(([store = '', guarantee = '', result = '', details = '']) => ({
      store,
      guarantee,
      result,
      details,
    }))
    return findings as unknown as readonly [Finding, ...Finding[]]
  }
}
