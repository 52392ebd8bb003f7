import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { BACKENDS, type BackendUnderTest } from './backends.ts'

const TABS = 8
/** How often each tab increments; `npm run test:tabs` does it 500 times. */
const TIMES = Number(process.env['TABS_TIMES'] ?? 25)

/** Ways to take a tab away without its knowing. */
const ENDS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  closed: (page) => page.close(),
  crashed: async (page) => {
    const crashed = page.waitForEvent('crash')
    const session = await page.context().newCDPSession(page)
    // Never answered, as the process that would answer is gone.
    session.send('Page.crash').catch(() => undefined)
    await crashed
  },
}

for (const backend of BACKENDS) {
  test.describe(backend.label, () => {
    test.setTimeout(60_000 + TIMES * 500)

    test(`${TABS} tabs that increment ${TIMES} times each count to ${TABS * TIMES}`, async ({ context }) => {
      const sums: number[] = []
      const tabs = await openTabs(context, backend, (sum) => void sums.push(sum))
      await Promise.all(tabs.map((tab) => tab.evaluate((times) => window.harness.count(times), TIMES)))
      expect(sums.toSorted((a, b) => a - b)).toEqual(Array.from({ length: TABS * TIMES }, (_, i) => i + 1))
      expect(await tabs[0]!.evaluate(() => window.harness.counted())).toBe(TABS * TIMES)
    })

    for (const [how, end] of Object.entries(ENDS)) {
      // A tab that is closed has less to show than one that crashes.
      if (how === 'closed' && process.env['AT_LENGTH'] === undefined) continue
      test(`while tabs are ${how}, the first among them, the others go on and no increment is lost or done twice`, async ({
        context,
      }) => {
        const sums: number[] = []
        const lost = [0, TABS - 2]
        const ended: Promise<void>[] = []
        const tabs = await openTabs(context, backend, (sum) => {
          sums.push(sum)
          // A third and two thirds on the way.
          const next = lost[ended.length]
          if (next === undefined || sums.length < ((ended.length + 1) * TABS * TIMES) / 3) return
          ended.push(end(tabs[next]!))
        })
        const counting = tabs.map((tab) => tab.evaluate((times) => window.harness.count(times), TIMES))
        const results = await Promise.allSettled(counting)
        await Promise.all(ended)

        const failures = results.flatMap((result, i) =>
          result.status === 'rejected' && !lost.includes(i) ? [`tab ${i}: ${result.reason}`] : [],
        )
        expect(failures).toEqual([])
        expect(ended).toHaveLength(lost.length)
        expect(new Set(sums).size, 'sums that were acknowledged once').toBe(sums.length)
        const counted = await tabs[1]!.evaluate(() => window.harness.counted())
        // Each tab that was lost may have had one increment under way that nobody knows of.
        expect(counted).toBeGreaterThanOrEqual(sums.length)
        expect(counted).toBeLessThanOrEqual(sums.length + lost.length)
      })
    }
  })
}

/** Opens the tabs one after another, each with the store; `acknowledged` is told the sum of each increment. */
async function openTabs(
  context: BrowserContext,
  { options }: BackendUnderTest,
  acknowledged: (sum: number) => void,
): Promise<Page[]> {
  await context.exposeBinding('acknowledge', (_source, _writer: string, sum: number) => acknowledged(sum))
  const tabs: Page[] = []
  for (let i = 0; i < TABS; i++) {
    const tab = await context.newPage()
    await tab.goto('/')
    await tab.evaluate((options) => window.harness.open(options), { ...options, name: 'tabs' })
    tabs.push(tab)
  }
  return tabs
}
