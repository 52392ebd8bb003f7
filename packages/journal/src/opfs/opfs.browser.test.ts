import { toFrame } from '@kvasir/core/pack'
import { afterAll, describe, expect, test } from 'vitest'
import { startOpfsWorker } from '../start-opfs-worker.ts'
import { opfsStorage } from './opfs-storage.ts'
import { pageScenarios, scenarios } from './scenarios.test-cases.ts'

/** Milliseconds; some scenarios open a journal a hundred times. */
const TIMEOUT = 60_000

const ENGINE = 'memory'
const FRAME = toFrame({ json: 'a', blobs: [] })

describe('on a page', () => {
  for (const { claim, run, expected } of pageScenarios) {
    test(claim, { timeout: TIMEOUT }, async () => {
      expect(await run({ isWorker: false })).toEqual(expected)
    })
  }

  test('an append that was seen to be done survives the end of its helper worker', async () => {
    const name = crypto.randomUUID()
    let worker: Worker | undefined
    const storage = opfsStorage({ name, worker: () => (worker = startOpfsWorker()) })
    await storage.load(ENGINE)
    await storage.append(0, FRAME, 'relaxed')
    worker?.terminate()
    const another = opfsStorage({ name })
    expect((await another.load(ENGINE)).records).toEqual([{ position: 1, frame: FRAME }])
    await another.close()
  })

  test('a helper worker without a script makes the storage UNAVAILABLE', async () => {
    const storage = opfsStorage({
      name: 'n',
      worker: () => new Worker('data:text/plain,', { type: 'module' }),
    })
    await expect(storage.load(ENGINE)).rejects.toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }))
  })
})

describe('in a dedicated worker', () => {
  const worker = new Worker(new URL('./scenarios.test-worker.ts', import.meta.url), { type: 'module' })
  afterAll(() => worker.terminate())

  function runThere(claim: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data), { once: true })
      worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true })
      worker.postMessage(claim, [])
    })
  }

  for (const { claim, expected } of scenarios) {
    test(claim, { timeout: TIMEOUT }, async () => {
      expect(await runThere(claim)).toEqual({ observed: expected })
    })
  }
})
