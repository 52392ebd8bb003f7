import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { bundledModules } from './scripts/bundled-modules.ts'
import { chromiumLaunchOptions } from './scripts/chromium.ts'
import { markdownBlocks } from './scripts/markdown/plugin.ts'
import { seedExamples } from './scripts/seeds/plugin.ts'

/** Milliseconds: a machine that runs other things besides is slow, not wrong. */
const testTimeout = 60_000

/** Otherwise one core is left out; of two of them, the other would be idle. */
const maxWorkers = '100%'

const IN_CHROMIUM = ['packages/*/src/**/*.browser.test.ts', 'docs/*.browser.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [markdownBlocks(), seedExamples()],
        test: {
          name: 'node',
          testTimeout,
          maxWorkers,
          include: ['{apps,packages}/*/src/**/*.test.ts', 'docs/*.test.ts', 'scripts/*/*.test.ts'],
          exclude: IN_CHROMIUM,
        },
      },
      {
        plugins: [markdownBlocks(), seedExamples(), bundledModules()],
        test: {
          name: 'chromium',
          testTimeout,
          maxWorkers,
          include: IN_CHROMIUM,
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
