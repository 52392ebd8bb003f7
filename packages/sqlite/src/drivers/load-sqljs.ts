import { KvasirError } from '@kvasir/core'
import type { SqlJsStatic } from 'sql.js'

/** Where the WebAssembly file of sql.js is, or what it contains. */
export type WasmSource = string | URL | ArrayBuffer | Uint8Array

/**
 * Loads sql.js, which runs once in a page or process: what the first call gave as `wasm` is what all use.
 *
 * Node finds the WebAssembly file beside the code of sql.js. In a browser a bundler has moved the code, so
 * the file's address is written in the form that Vite and webpack look for.
 */
export async function loadSqljs(wasm: WasmSource | undefined): Promise<SqlJsStatic> {
  try {
    const { default: initSqlJs } = await import('sql.js')
    return await initSqlJs({ ...fileOptions(wasm), ...OPTIONS })
  } catch (cause) {
    throw new KvasirError(
      'UNAVAILABLE',
      `sql.js does not load: give the address of its sql-wasm.wasm as the option wasm. ${cause}`,
      { cause },
    )
  }
}

/** Without it sql.js replaces functions of SQLite by older ones of its own, and warns about that. */
const OPTIONS = { useOldExtensionFunctions: false }

function fileOptions(wasm: WasmSource | undefined): { locateFile?: () => string; wasmBinary?: ArrayBuffer } {
  if (wasm instanceof ArrayBuffer || wasm instanceof Uint8Array) return { wasmBinary: wasm as ArrayBuffer }
  if (wasm !== undefined) return { locateFile: () => String(wasm) }
  if (isNode()) return {}
  return {
    locateFile: () => besideThisPackage(new URL('sql.js/dist/sql-wasm-browser.wasm', import.meta.url).href),
  }
}

/**
 * Vite's dependency optimizer, and a browser that loads this very file, take the address for one relative to
 * it: in our `dist`. Package managers put sql.js beside this package.
 */
function besideThisPackage(url: string): string {
  return url.replace('/@kvasir/sqlite/dist/sql.js/', '/sql.js/')
}

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } }
  return process?.versions?.node !== undefined
}
