import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { chromiumLaunchOptions } from '../../scripts/chromium.ts'
import type { BackendUnderTest } from '../durability/backends.ts'
import type { Acknowledge, Crashable, Reopened } from './crashable.ts'
import { shareOut } from './history.ts'
import type { Progress } from './writers.ts'

/**
 * What is killed: the process of the tab, or the browser with all of its processes. `wipe` does what Chromium
 * does of itself after some kills of the browser, so that it need not be waited for: the browser is closed, and
 * all of its IndexedDB databases are gone when it starts again.
 */
export type Kill = 'tab' | 'browser' | 'wipe'

export interface BrowserOptions {
  /** Of the harness page. */
  readonly url: string
  /** How many pages have the store open and write. */
  readonly tabs: number
  /** What kill number `i`, from 0, kills. */
  killAt(i: number): Kill
}

/** A store of a backend in a Chromium with a profile on disk. */
export function inBrowser(
  { label, options }: BackendUnderTest,
  { url, tabs, killAt }: BrowserOptions,
): Crashable {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-crash-'))
  let context: BrowserContext | undefined
  let pages: readonly Page[] = []
  /** Known before they are killed, so that it is done in no time. */
  let processes: readonly BrowserProcess[] = []
  let acknowledge: Acknowledge | undefined
  let kills = 0

  async function launch(): Promise<BrowserContext> {
    const launched = await chromium.launchPersistentContext(join(folder, 'profile'), {
      ...chromiumLaunchOptions(),
      // Who is killed cleans up nothing.
      env: { ...process.env, TMPDIR: folder },
    })
    await launched.exposeBinding('acknowledge', (_source, writer: string, n: number) => {
      acknowledge?.(writer, n)
    })
    return launched
  }

  async function openPage(
    context: BrowserContext,
    name: string,
  ): Promise<{ page: Page; reopened: Reopened }> {
    const page = await context.newPage()
    await page.goto(url)
    const { isCanaryAlive, ...read } = await page.evaluate(
      async (options) => {
        const { harness } = window
        const isCanaryAlive = await harness.isCanaryAlive()
        await harness.open(options)
        const { incidents } = await harness.health()
        return { isCanaryAlive, incidents, found: await harness.found() }
      },
      { ...options, name },
    )
    // It is not there before the first kill either, as that is when it is made.
    return { page, reopened: { ...read, isDestroyed: !isCanaryAlive && kills > 0 } }
  }

  return {
    label: tabs === 1 ? label : `${label}, ${tabs} tabs`,

    async reopen(name): Promise<Reopened> {
      context ??= await launch()
      await Promise.all(pages.map((page) => page.close()))
      pages = []
      const first = await openPage(context, name)
      pages = [first.page]
      while (pages.length < tabs) pages = [...pages, (await openPage(context, name)).page]
      return first.reopened
    },

    async write(from: Progress, listener): Promise<never> {
      acknowledge = listener
      if (context === undefined) throw new Error('No store was opened')
      processes = await processesOf(context)
      return await Promise.race(
        shareOut(tabs).map((writers, i) =>
          pages[i]!.evaluate(({ writers, from }) => window.harness.write(writers, from), { writers, from }),
        ),
      )
    },

    async kill(): Promise<void> {
      if (context === undefined) throw new Error('There is nothing to kill')
      const kind = killAt(kills++)
      if (kind === 'wipe') {
        await context.close()
        rmSync(join(folder, 'profile/Default/IndexedDB'), { recursive: true })
        context = undefined
        pages = []
        return
      }
      const gone =
        kind === 'browser'
          ? context.waitForEvent('close')
          : Promise.all(pages.map((page) => page.waitForEvent('crash')))
      const victims = processes.filter(({ type }) => kind === 'browser' || type === 'renderer')
      for (const { id } of victims) kill(id)
      await gone
      acknowledge = undefined
      if (kind === 'tab') {
        await noticed(context, victims)
      } else {
        context = undefined
        pages = []
      }
    },

    async close(): Promise<void> {
      await context?.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

interface BrowserProcess {
  readonly id: number
  /** For example `browser`, `renderer`, `GPU`. */
  readonly type: string
}

/** The processes of a browser, its main one first. */
async function processesOf(context: BrowserContext): Promise<readonly BrowserProcess[]> {
  const session = await context.browser()?.newBrowserCDPSession()
  if (session === undefined) throw new Error('The browser is gone already')
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  return processInfo.toSorted((a, b) => Number(b.type === 'browser') - Number(a.type === 'browser'))
}

/** Resolves when the browser knows that processes are gone: until then it may give one that was to spare to a new page. */
async function noticed(context: BrowserContext, victims: readonly BrowserProcess[]): Promise<void> {
  let living: readonly BrowserProcess[]
  do living = await processesOf(context)
  while (victims.some((victim) => living.some(({ id }) => id === victim.id)))
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It has ended with the one that was killed before it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
