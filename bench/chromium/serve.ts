import { join } from 'node:path'
import { build, type InlineConfig, preview } from 'vite'

/** A page that is being served. */
export interface Served extends AsyncDisposable {
  readonly url: string
}

/** Builds the page into a folder, as an app would be built, and serves it on the loopback interface. */
export async function servePage(folder: string): Promise<Served> {
  const config: InlineConfig = {
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'warn',
    build: { outDir: join(folder, 'page'), emptyOutDir: true, chunkSizeWarningLimit: 10_000 },
    preview: {
      host: '127.0.0.1',
      // An isolated page has a clock of 5 us; any other one of 100 us.
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  }
  await build(config)
  const server = await preview(config)
  return { url: server.resolvedUrls!.local[0]!, [Symbol.asyncDispose]: () => server.close() }
}
