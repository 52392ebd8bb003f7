import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { bundledModules } from './scripts/bundled-modules.ts'
import { chromiumLaunchOptions } from './scripts/chromium.ts'
import { readmeBlocks } from './scripts/readme/plugin.ts'
import { seedExamples } from './scripts/seeds/plugin.ts'

/** Milliseconds: a machine that runs other things besides is slow, not wrong. */
const testTimeout = 60_000

/** Otherwise one core is left out; of two of them, the other would be idle. */
const maxWorkers = '100%'

const IN_CHROMIUM = 'packages/*/src/**/*.browser.test.ts'

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [readmeBlocks(), seedExamples()],
        test: {
          name: 'node',
          testTimeout,
          maxWorkers,
          include: ['{apps,packages}/*/src/**/*.test.ts'],
          exclude: [IN_CHROMIUM],
        },
      },
      {
        plugins: [readmeBlocks(), seedExamples(), bundledModules()],
        test: {
          name: 'chromium',
          testTimeout,
          maxWorkers,
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
