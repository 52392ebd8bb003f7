import { scenarios } from './scenarios.test-cases.ts'
import { makeDiskSmall } from './small-disk.test-setup.ts'

/** Runs scenarios by their claims; the answers are what they have observed. */
addEventListener('message', ({ data: claim }: MessageEvent<string>) => {
  const found = scenarios.find((scenario) => scenario.claim === claim)
  found!.run({ isWorker: true }).then(
    (observed) => postMessage({ observed }),
    (error: unknown) => postMessage({ error: String((error as Error).stack) }),
  )
})

makeDiskSmall()
