import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumLaunchOptions } from './scripts/chromium.ts'
import { readmeBlocks } from './scripts/readme/plugin.ts'

const IN_CHROMIUM = 'packages/*/src/**/*.browser.test.ts'

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [readmeBlocks()],
        test: {
          name: 'node',
          include: ['{apps,packages}/*/src/**/*.test.ts'],
          exclude: [IN_CHROMIUM],
        },
      },
      {
        plugins: [readmeBlocks()],
        test: {
          name: 'chromium',
          include: [IN_CHROMIUM],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
