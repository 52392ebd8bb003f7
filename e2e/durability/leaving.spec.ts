import { expect, type Browser, type Page, test } from '@playwright/test'
import { type Listening, type Visit, WRITES } from './app/leaving.ts'
import type { Subject } from './app/subject.ts'
import { BACKENDS } from './backends.ts'
import { formatTable } from './table.ts'

/** How often each is tried; `npm run test:leaving` does it 30 times. */
const RUNS = Number(process.env['LEAVING_RUNS'] ?? 1)
/** How often the libraries to compare with are, of which nothing is expected. */
const PEER_RUNS = Number(process.env['LEAVING_PEER_RUNS'] ?? 1)
/** Runs in which everything must be kept: all of a few, and 29 of 30. */
const TARGET = Math.ceil((RUNS * 29) / 30)

/** Ways to leave a page; each answers the page that comes next, in which to look for what was kept. */
const WAYS: Readonly<Record<string, (page: Page) => Promise<Page>>> = {
  'a link leads elsewhere': async (page) => {
    await Promise.all([page.waitForURL('/?elsewhere'), page.evaluate(() => location.assign('/?elsewhere'))])
    return page
  },
  'the page is loaded again': async (page) => {
    await page.reload()
    return page
  },
  'the tab is closed': async (page) => {
    const closed = page.waitForEvent('close')
    await page.close({ runBeforeUnload: true })
    await closed
    const next = await page.context().newPage()
    await next.goto('/')
    return next
  },
}

const OURS = BACKENDS.map(({ label, options }) => ({
  label,
  subject: { library: 'kvasir', options } satisfies Subject,
  runs: RUNS,
}))
const PEERS = (['idb-keyval', 'localforage'] as const).map((library) => ({
  label: library,
  subject: { library } satisfies Subject,
  runs: PEER_RUNS,
}))

for (const [way, leave] of Object.entries(WAYS)) {
  for (const listening of ['before', 'after'] as const) {
    test(`${way}: all that a pagehide listener registered ${listening} the store was opened writes is kept`, async ({
      browser,
      baseURL,
    }) => {
      test.setTimeout(30_000 + RUNS * 20_000)
      const rows = []
      for (const { label, subject, runs } of [...OURS, ...PEERS]) {
        const kept = await measure(browser, baseURL!, { subject, listening, runs }, leave)
        rows.push({ label, runs, ...kept })
      }
      const table = formatTable(
        rows.map(({ label, runs, complete, writes, untold }) => ({
          [`${way}, ${listening}`]: label,
          'runs complete': `${complete} of ${runs}`,
          'writes kept': `${writes} of ${runs * WRITES}`,
          'without pagehide': untold,
        })),
      )
      process.stdout.write(`${table}\n`)
      await test.info().attach('kept', { body: table, contentType: 'text/plain' })

      const isPeer = (label: string): boolean => PEERS.some((peer) => peer.label === label)
      for (const { label, complete } of rows.filter(({ label }) => !isPeer(label))) {
        expect.soft(complete, `runs in which ${label} kept all`).toBeGreaterThanOrEqual(TARGET)
      }
    })
  }
}

for (const { label, subject } of OURS) {
  test(`${label}: what is written as a page is left does not undo what another tab has written since`, async ({
    context,
  }) => {
    const open = { ...subject.options, name: 'leaving' }
    const other = await context.newPage()
    await other.goto('/')
    await other.evaluate((open) => window.harness.open(open), open)
    const page = await context.newPage()
    await page.goto('/')
    const run: Visit = { subject, listening: 'before', name: open.name, visit: 1 }
    await page.evaluate((run) => window.harness.armPage(run), run)
    await page.goto('about:blank')
    await other.evaluate((visit) => window.harness.overwrite(visit), run.visit)
    // Opens the store as the first page since that was left.
    await page.goto('/')
    await page.evaluate((open) => window.harness.open(open), open)
    expect(await page.evaluate((visit) => window.harness.countOverwritten(visit), run.visit)).toBe(WRITES)
  })
}

interface Series {
  readonly subject: Subject
  readonly listening: Listening
  readonly runs: number
}

interface Kept {
  /** Runs of which every write was kept. */
  readonly complete: number
  /** All writes that were kept. */
  readonly writes: number
  /** Runs that do not count, and were repeated, as the page was left without a `pagehide` event. */
  readonly untold: number
}

async function measure(
  browser: Browser,
  baseURL: string,
  { subject, listening, runs }: Series,
  leave: (page: Page) => Promise<Page>,
): Promise<Kept> {
  const context = await browser.newContext({ baseURL })
  let [done, complete, writes, untold] = [0, 0, 0, 0]
  try {
    let page = await context.newPage()
    while (done < runs) {
      const visit: Visit = { subject, listening, name: 'leaving', visit: done + untold + 1 }
      await page.goto('/')
      await page.evaluate((visit) => window.harness.armPage(visit), visit)
      page = await leave(page)
      const kept = await page.evaluate((visit) => window.harness.countKept(visit), visit)
      if (kept === undefined) {
        // A page that is not told of its end can do nothing about it.
        if (++untold > runs) throw new Error('Pages are left without a pagehide event')
        continue
      }
      done++
      if (kept === WRITES) complete++
      writes += kept
    }
  } finally {
    await context.close()
  }
  return { complete, writes, untold }
}
