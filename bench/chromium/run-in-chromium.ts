import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { chromiumLaunchOptions } from '../../scripts/chromium.ts'
import { ENGINE_FLAGS } from '../measure/engine-flags.ts'
import type { Result } from '../measure/contest.ts'
import type { Effort } from '../measure/run-contest.ts'
import { servePage } from './serve.ts'

/** Runs the suites of the page in Chromium, loading it anew for each. */
export async function runInChromium(
  effort: Effort,
  report: (result: Result) => void,
  only?: string,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-bench-'))
  try {
    await using served = await servePage(folder)
    const { args, ...options } = chromiumLaunchOptions()
    // With a profile in a folder, as without one Chromium keeps IndexedDB in memory.
    await using context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      ...options,
      args: [...args, `--js-flags=${ENGINE_FLAGS.join(' ')}`],
    })
    await context.exposeFunction('reportResult', report)
    const page = await context.newPage()
    page.setDefaultTimeout(0)
    await page.goto(served.url)
    for (const suite of await page.evaluate(() => bench.suites)) {
      if (only !== undefined && !suite.startsWith(only)) continue
      await page.reload()
      await page.evaluate(([suite, effort]) => bench.run(suite, effort), [suite, effort] as const)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
