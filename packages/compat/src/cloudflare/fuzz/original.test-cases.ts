import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import * as miniflare from 'miniflare'
import type { Outcome, Stretch } from './step.test-cases.ts'

/** Cloudflare KV as a worker sees it, in Cloudflare's own runtime on this machine. */
export interface Original {
  /** Runs steps in a worker, at the time that they are given. */
  run(stretch: Stretch): Promise<readonly Outcome[]>
  /** The same where the clock is real: with a clock that can be set, the original takes small values only. */
  runInRealTime(stretch: Stretch): Promise<readonly Outcome[]>
  close(): Promise<void>
}

const STEPS = new URL('step.test-cases.ts', import.meta.url)

const WORKER = `
  import { runStretch } from './steps.js'
  export default {
    async fetch(request, env) {
      const binding = env[new URL(request.url).pathname.slice(1)]
      return Response.json(await runStretch(binding, await request.json()))
    },
  }
`

const NO_CLOCK = 'This release of Miniflare has no clock that can be set.'

/** What the original's own tests set its clock with; no part of its public types. */
const ENABLE_CONTROL = '_enableControlEndpoints'
const INTERNAL_OBJECTS = '_getInternalDurableObjectNamespace'

interface Controllable {
  [INTERNAL_OBJECTS](plugin: string, service: string, className: string): Promise<ControlledObjects>
}

interface ControlledObjects {
  idFromName(name: string): unknown
  get(id: unknown): { fetch(url: string, init: object): Promise<{ readonly ok: boolean }> }
}

/** Starts the original. */
export async function openOriginal(): Promise<Original> {
  if (!hasControl(miniflare)) throw new Error(NO_CLOCK)
  miniflare[ENABLE_CONTROL]()
  const server = new miniflare.Miniflare({
    compatibilityDate: '2026-07-01',
    kvNamespaces: ['SET_CLOCK', 'REAL_CLOCK'],
    modules: [
      { type: 'ESModule', path: 'worker.js', contents: WORKER },
      { type: 'ESModule', path: 'steps.js', contents: stripTypeScriptTypes(readFileSync(STEPS, 'utf8')) },
    ],
  })
  await server.ready
  if (!isControllable(server)) throw new Error(NO_CLOCK)
  const objects = await server[INTERNAL_OBJECTS]('kv', 'kv:ns', 'KVNamespaceObject')
  const controlled = objects.get(objects.idFromName('SET_CLOCK'))

  async function runIn(binding: string, stretch: Stretch): Promise<readonly Outcome[]> {
    const init = { method: 'POST', body: JSON.stringify(stretch) }
    const response = await server.dispatchFetch(`http://worker/${binding}`, init)
    if (response.ok) return (await response.json()) as readonly Outcome[]
    throw new Error(`The worker failed: ${await response.text()}`)
  }

  return {
    async run(stretch) {
      const controlOp = { name: 'enableFakeTimers', args: [stretch.now] }
      const { ok } = await controlled.fetch('http://control/', { cf: { miniflare: { controlOp } } })
      if (!ok) throw new Error('The clock of the original could not be set.')
      return runIn('SET_CLOCK', stretch)
    },
    runInRealTime: (stretch) => runIn('REAL_CLOCK', stretch),
    close: () => server.dispose(),
  }
}

function hasControl(module: object): module is { [ENABLE_CONTROL](): void } {
  return ENABLE_CONTROL in module
}

function isControllable(server: object): server is Controllable {
  return INTERNAL_OBJECTS in server
}
