import { expect, type Locator } from '@playwright/test'
import { LASTING, Playground } from './playground.ts'
import { test } from './test.ts'

const PLACES = {
  Memory: 'Nowhere: in memory only',
  Journal: 'IndexedDB',
  IndexedDB: 'IndexedDB',
  SQLite: 'IndexedDB',
  OPFS: 'OPFS',
} as const

test('the health says where each backend keeps the data, why, and for how long', async ({ playground }) => {
  for (const backend of ['Memory', ...LASTING] as const) {
    await playground.open(backend)
    await expect(playground.fact('Kept in')).toHaveText(PLACES[backend])
    await expect(playground.health).toContainText('asked for')
    await expect(playground.fact('Kept until')).toHaveText(
      backend === 'Memory' ? 'The page goes' : 'The browser needs room',
    )
    await expect(playground.fact('Open tabs')).toHaveText('1')
    await expect(playground.fact('Unsaved')).toHaveText('Nothing')
    await expect(playground.fact('Failure')).toHaveText('None')
    await expect(playground.health).toContainText('None since it was opened.')
    await expect(playground.health.getByRole('meter', { name: 'Site uses' })).toBeVisible()
  }
})

test('writes that are under way show as unsaved, and then as saved', async ({ playground }) => {
  await playground.open('Journal')
  const seen = await watchText(playground.fact('Unsaved'))
  await playground.button('Load the cities').click()
  await expect.poll(seen).toContainEqual(expect.stringMatching(/^[1-9]\d* writes?$/))
  await playground.button('Cancel loading').click()
  await expect(playground.fact('Unsaved')).toHaveText('Nothing')
})

test('the answer of the browser to the wish to keep the data is shown', async ({ browser, playground }) => {
  await playground.open('Journal')
  await playground.button('Ask to keep it').click()
  await expect(playground.health).toContainText('The browser said no.')

  const page = await playground.page.context().newCDPSession(playground.page)
  const { browserContextId } = (await page.send('Target.getTargetInfo')).targetInfo
  const devtools = await browser.newBrowserCDPSession()
  await devtools.send('Browser.grantPermissions', {
    permissions: ['durableStorage'],
    browserContextId: browserContextId!,
  })
  await playground.button('Ask to keep it').click()
  await expect(playground.fact('Kept until')).toHaveText('You delete it')
  await expect(playground.button('Ask to keep it')).toBeHidden()
})

for (const backend of LASTING) {
  test(`${backend}: two tabs see each other and what the other writes`, async ({ context, playground }) => {
    await playground.open(backend)
    await playground.put({ key: 'ada', value: 'from the first tab' })
    const other = new Playground(await context.newPage())
    await other.open(backend)
    await expect(other.row('ada')).toContainText('from the first tab')
    await expect(playground.fact('Open tabs')).toHaveText('2')
    if (backend === 'OPFS') {
      await expect(playground.fact('Owner')).toHaveText('This tab')
      await expect(other.fact('Owner')).toHaveText('Another tab, which this one asks')
    } else {
      await expect(other.fact('Owner')).toHaveText('None: every tab writes by itself')
    }
    await other.put({ key: 'ada', value: 'from the second tab' })
    await playground.button('Read this page again').click()
    await expect(playground.row('ada')).toContainText('from the second tab')

    await playground.page.close()
    await expect(other.fact('Open tabs')).toHaveText('1')
    if (backend === 'OPFS') await expect(other.fact('Owner')).toHaveText('This tab')
    await other.put({ key: 'ada', value: 'still there' })
    await expect(other.row('ada')).toContainText('still there')
  })
}

test('a database that the browser has destroyed is an incident with its time', async ({
  page,
  playground,
}) => {
  await playground.open('Journal')
  await playground.put({ key: 'ada', value: 'Ada' })
  // A page of the same origin that opens nothing.
  await page.goto('/participant.html')
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase('playground-journal')
        request.addEventListener('success', resolve)
        request.addEventListener('error', () => reject(request.error))
      }),
  )
  await playground.open('Journal')
  const incident = playground.health.getByRole('listitem')
  await expect(incident).toContainText('Destroyed by the browser')
  await expect(incident.getByRole('time')).toHaveText(/\d:\d\d/)
})

/** Answers what the element says from now on, in the order of its changes. */
async function watchText(element: Locator): Promise<() => Promise<string[]>> {
  const seen = await element.evaluateHandle((node) => {
    const texts: string[] = []
    new MutationObserver(() => texts.push(node.textContent ?? '')).observe(node, {
      characterData: true,
      childList: true,
      subtree: true,
    })
    return texts
  })
  return () => seen.jsonValue()
}
