import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { context } from 'esbuild'
import { createServer, preview } from 'vite'
import { ROOT } from '../../scripts/packages.ts'

/** The app as a bundler serves it. */
export interface Site {
  readonly url: string
  close(): Promise<void>
}

/** Ways to bundle the app in `folder`. Vite gets no configuration at all. */
export const BUNDLERS: Readonly<Record<string, (folder: string) => Promise<Site>>> = {
  'Vite, dev server': serveWithVite,
  'Vite, production build': buildWithVite,
  esbuild: buildWithEsbuild,
}

const ANY_PORT = { host: '127.0.0.1', port: 0 }

async function serveWithVite(root: string): Promise<Site> {
  const server = await createServer({ root, configFile: false, logLevel: 'warn', server: ANY_PORT })
  await server.listen()
  return { url: firstOf(server.resolvedUrls?.local), close: () => server.close() }
}

async function buildWithVite(root: string): Promise<Site> {
  // A process of its own, as what NODE_ENV is here would decide what is built.
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(join(ROOT, 'node_modules/.bin/vite'), ['build'], { cwd: root, env, stdio: 'pipe' })
  const server = await preview({ root, configFile: false, preview: ANY_PORT })
  return { url: firstOf(server.resolvedUrls?.local), close: () => server.close() }
}

async function buildWithEsbuild(folder: string): Promise<Site> {
  const build = await context({
    absWorkingDir: folder,
    entryPoints: ['esbuild.ts', 'worker.ts', { in: 'esbuild.html', out: 'index' }],
    loader: { '.html': 'copy', '.wasm': 'file' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    outdir: 'esbuild-dist',
    logLevel: 'warning',
  })
  const { port } = await build.serve({ ...ANY_PORT, servedir: join(folder, 'esbuild-dist') })
  return { url: `http://127.0.0.1:${port}/`, close: () => build.dispose() }
}

function firstOf(urls: readonly string[] = []): string {
  const [url] = urls
  if (url === undefined) throw new Error('Vite listens nowhere')
  return url
}
