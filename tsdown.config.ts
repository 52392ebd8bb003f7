import { relative } from 'node:path'
import { defineConfig } from 'tsdown'
import { entryFiles, publishedPackages } from './scripts/packages.ts'

/** Builds the entry files of every published package from `src` to the same names in `dist`. */
export default defineConfig(
  publishedPackages().map(({ path, manifest }) => ({
    name: manifest.name,
    cwd: path,
    entry: Object.fromEntries(
      entryFiles(manifest).map((file) => [relative('src', file).replace(/\.ts$/, ''), file]),
    ),
    platform: 'neutral' as const,
    dts: { sourcemap: true },
    // Stores have Symbol.dispose, which the libraries of TypeScript's targets lack.
    banner: { dts: '/// <reference lib="esnext.disposable" />' },
    deps: { neverBundle: /^[^./]/ },
    sourcemap: true,
    report: false,
    logLevel: 'warn' as const,
  })),
)
