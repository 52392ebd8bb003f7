import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'
import { ROOT } from './packages.ts'

/** The scripts of module workers as Vite asks for them, and modules that a test asks for with that word. */
const BUNDLED = /^(?<file>[^?]+)\?(?:.*&)?(?:worker_file|bundled)\b/

/** What bundlers take for the address of another file. */
const ADDRESS =
  /(?<worker>new Worker\(\s*)?new URL\(\s*(?<quote>['"])(?<to>[^'"]+)\k<quote>,\s*import\.meta\.url\s*,?\s*\)/g

/**
 * Serves scripts of workers, and modules that are asked for with `?bundled`, as a file each: the way apps have
 * them. Else every worker and every page that a test opens would load some 150 modules one by one.
 */
export function bundledModules(): Plugin {
  const bundles = new Map<string, Promise<Bundle>>()
  return {
    name: 'kvasir:bundled-modules',
    enforce: 'pre',
    async load(id) {
      const file = BUNDLED.exec(id)?.groups?.['file']
      if (file === undefined) return undefined
      const bundling = bundles.get(file) ?? bundle(file)
      bundles.set(file, bundling)
      const { code, modules } = await bundling
      for (const module of modules) this.addWatchFile(module)
      return { code, map: { mappings: '' } }
    },
    watchChange: () => bundles.clear(),
  }
}

interface Bundle {
  readonly code: string
  /** Paths. */
  readonly modules: readonly string[]
}

async function bundle(file: string): Promise<Bundle> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    plugins: [servedAddresses()],
    build: {
      write: false,
      target: 'esnext',
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: file,
        preserveEntrySignatures: 'strict',
        output: { codeSplitting: false },
        // On a busy machine plugins seem slow, which is nothing to warn of.
        checks: { bundlerTimings: false },
      },
    },
  })
  const [{ code, moduleIds }] = (built as Rolldown.RolldownOutput).output
  return { code, modules: moduleIds.filter(existsSync) }
}

/** Leaves files that a module names by their address where the server has them. */
function servedAddresses(): Plugin {
  return {
    name: 'kvasir:served-addresses',
    enforce: 'pre',
    transform: {
      filter: { code: 'import.meta.url' },
      handler: (code, id) =>
        code.replace(ADDRESS, (whole, worker: string | undefined, _quote, to: string) => {
          const path = pathOf(to, id)
          if (path === undefined) return whole
          const address = `/@fs${path}${worker === undefined ? '' : '?worker_file&type=module'}`
          return `${worker ?? ''}new URL('${address}', location.origin)`
        }),
    },
  }
}

/**
 * The path of the file that `importer` calls `name`; sources name each other as what they are compiled to.
 * Undefined for one that is not there, as in the examples of comments.
 */
function pathOf(name: string, importer: string): string | undefined {
  const beside = resolve(dirname(importer), name)
  return [beside, beside.replace(/\.js$/, '.ts')].find(existsSync) ?? inPackage(name, importer)
}

function inPackage(name: string, importer: string): string | undefined {
  try {
    return createRequire(importer).resolve(name)
  } catch {
    return undefined
  }
}
