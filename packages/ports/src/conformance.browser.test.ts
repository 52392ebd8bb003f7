import { describeBackend, describeStore, type OpenFixture } from '@kvasir/conformance'
import { describe, expect, test } from 'vitest'
import { connect } from './index.ts'

const runner = { describe, expect, test }

/** Milliseconds; for machines that do much else. */
const patience = 60_000

/** Serves fresh memory at every port that it is sent. */
const SCRIPT = `
  import { memory } from ${JSON.stringify(new URL('../../memory/src/index.ts', import.meta.url).href)}
  import { serve } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)}
  addEventListener('message', ({ data: port }) => serve(memory(), port))
  postMessage('ready')
`

let worker: Promise<Worker> | undefined

/** One for all tests: each takes its time to start. */
function startWorker(): Promise<Worker> {
  worker ??= new Promise((resolve, reject) => {
    const url = URL.createObjectURL(new Blob([SCRIPT], { type: 'text/javascript' }))
    const started = new Worker(url, { type: 'module' })
    started.addEventListener('message', () => resolve(started), { once: true })
    started.addEventListener('error', ({ message }) => reject(new Error(message)))
  })
  return worker
}

const inWorker: OpenFixture<'async'> = async () => {
  const { port1, port2 } = new MessageChannel()
  const to = await startWorker()
  to.postMessage(port1, [port1])
  return {
    backend: await connect(port2, { patience }),
    another: () => connect(port2, { patience }),
    cleanup: () => port2.close(),
  }
}

describeBackend(runner, 'memory in a worker', inWorker)
// Over ports of Node the whole is tested.
describeStore(runner, 'memory in a worker', 'async', inWorker, {
  neighbours: false,
  subjects: [
    'entries',
    'values',
    'clone values',
    'lists',
    'transactions',
    'watches',
    'concurrency',
    'two connections',
  ],
})
