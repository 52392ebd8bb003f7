import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { chromiumLaunchOptions } from './scripts/chromium.ts'
import { readmeBlocks } from './scripts/readme/plugin.ts'
import { seedExamples } from './scripts/seeds/plugin.ts'

/** Milliseconds: a machine that runs other things besides is slow, not wrong. */
const testTimeout = 60_000

const IN_CHROMIUM = 'packages/*/src/**/*.browser.test.ts'

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [readmeBlocks(), seedExamples()],
        test: {
          name: 'node',
          testTimeout,
          include: ['{apps,packages}/*/src/**/*.test.ts'],
          exclude: [IN_CHROMIUM],
        },
      },
      {
        plugins: [readmeBlocks(), seedExamples()],
        test: {
          name: 'chromium',
          testTimeout,
          include: [IN_CHROMIUM],
          // Much of the time goes by in waiting for storage, so that two cores have more to do with two.
          maxWorkers: 2,
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
