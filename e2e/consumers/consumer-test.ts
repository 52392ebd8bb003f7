import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { installApp } from './install-app.ts'

interface WorkerFixtures {
  /** The folder of the app, installed from what would be published. */
  readonly app: string
}

export const test = base.extend<object, WorkerFixtures>({
  app: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'kvasir-consumer-'))
      try {
        installApp(folder)
        await use(folder)
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
    { scope: 'worker' },
  ],
})
