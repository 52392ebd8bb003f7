import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from '../scripts/chromium.ts'

/** Playwright stores the port that Vite prints under this name: see `webServer.wait`. */
const port = process.env['PLAYGROUND_PORT']

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/e2e',
  forbidOnly: Boolean(process.env['CI']),
  fullyParallel: true,
  workers: '100%',
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  // A machine that runs other things besides is slow, not wrong.
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: chromiumLaunchOptions(),
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'playground', testIgnore: '**/consumers/**' },
    // One worker, as each installs the packages anew.
    { name: 'consumers', testDir: 'consumers', fullyParallel: false, workers: 1 },
  ],
  webServer: {
    command: 'node --run build && node --run preview',
    cwd: '../apps/playground',
    env: { FORCE_COLOR: '0' },
    wait: { stdout: /http:\/\/127\.0\.0\.1:(?<playground_port>\d+)/ },
  },
})
