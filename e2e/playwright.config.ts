import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from '../scripts/chromium.ts'

/** Playwright stores the ports that Vite prints under these names: see `webServer.wait`. */
const port = process.env['PLAYGROUND_PORT']
const harnessPort = process.env['HARNESS_PORT']
const harness = { baseURL: `http://127.0.0.1:${harnessPort}` }

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results/e2e',
  forbidOnly: Boolean(process.env['CI']),
  fullyParallel: true,
  workers: '100%',
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  // A machine that runs other things besides is slow, not wrong.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: chromiumLaunchOptions(),
    screenshot: 'only-on-failure',
    // What moves is drawn without a graphics card, sixty times a second.
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [
    { name: 'playground', testIgnore: ['**/consumers/**', '**/durability/**', '**/crash/**'] },
    // One worker, as each installs the packages anew.
    { name: 'consumers', testDir: 'consumers', fullyParallel: false, workers: 1 },
    { name: 'durability', testDir: 'durability', use: harness },
    // One worker, as what is killed at a random moment should be busy.
    { name: 'crash', testDir: 'crash', fullyParallel: false, workers: 1, use: harness },
  ],
  webServer: [
    {
      command: 'node --run build && node --run preview',
      cwd: '../apps/playground',
      env: { FORCE_COLOR: '0' },
      wait: { stdout: /http:\/\/127\.0\.0\.1:(?<playground_port>\d+)/ },
    },
    {
      command: 'node durability/site.ts',
      wait: { stdout: /http:\/\/127\.0\.0\.1:(?<harness_port>\d+)/ },
    },
  ],
})
