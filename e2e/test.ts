import { test as base } from '@playwright/test'
import { Playground } from './playground.ts'

/** Playwright's test with the playground; every test has a browser profile of its own. */
export const test = base.extend<{ playground: Playground }>({
  playground: async ({ page }, use) => {
    // Whether to delete a namespace is asked first.
    page.on('dialog', (dialog) => dialog.accept())
    await use(new Playground(page))
  },
})
