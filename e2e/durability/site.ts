import { join } from 'node:path'
import { build, preview } from 'vite'

/** The harness page as it is served. */
export interface Site {
  /** With a slash at its end. */
  readonly url: string
  close(): Promise<void>
}

/** On a busy machine plugins seem slow, which is nothing to warn of. */
const rolldownOptions = { checks: { bundlerTimings: false } }

/** Builds the harness page and serves it at a free port of this machine. */
export async function serveHarness(): Promise<Site> {
  const shared = { root: join(import.meta.dirname, 'app'), configFile: false, logLevel: 'warn' } as const
  await build({
    ...shared,
    build: {
      target: 'es2023',
      chunkSizeWarningLimit: Infinity,
      rolldownOptions,
    },
    worker: { rolldownOptions },
  })
  const server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0 } })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('Vite listens nowhere')
  return { url, close: () => server.close() }
}

if (import.meta.main) process.stdout.write(`${(await serveHarness()).url}\n`)
