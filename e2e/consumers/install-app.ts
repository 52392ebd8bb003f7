import { execFileSync } from 'node:child_process'
import { cpSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedPackages, ROOT } from '../../scripts/packages.ts'

interface Tarball {
  readonly name: string
  readonly filename: string
}

/**
 * Puts the app into `folder`, outside the workspace, and installs what it needs: our packages as they would
 * be published, and theirs as the workspace has them, so that no registry is asked.
 */
export function installApp(folder: string): void {
  cpSync(join(import.meta.dirname, 'app'), folder, { recursive: true })
  const overrides = { ...theirPackages(), ...packOurs(join(folder, 'tarballs')) }
  const dependencies = { kvasir: '*', '@kvasir/sqlite': '*', 'sql.js': '*' }
  writeJson(join(folder, 'package.json'), { type: 'module', private: true, dependencies })
  // pnpm reads JSON here as well, which is YAML.
  writeJson(join(folder, 'pnpm-workspace.yaml'), { overrides })
  pnpm('-C', folder, 'install', '--offline', '--no-frozen-lockfile')
}

/** What `pnpm publish` would upload, by package. */
function packOurs(folder: string): Record<string, string> {
  const output = pnpm('--filter', './packages/*', 'pack', '--json', '--pack-destination', folder)
  const tarballs: readonly Tarball[] = JSON.parse(output)
  return Object.fromEntries(tarballs.map(({ name, filename }) => [name, `file:${filename}`]))
}

/** The folders of what our packages depend on, by package. */
function theirPackages(): Record<string, string> {
  const folders = publishedPackages().flatMap(({ path, manifest }) =>
    Object.entries(manifest.dependencies ?? {})
      .filter(([, range]) => !range.startsWith('workspace:'))
      .map(([name]) => [name, `file:${realpathSync(join(path, 'node_modules', name))}`]),
  )
  return Object.fromEntries(folders)
}

function pnpm(...args: readonly string[]): string {
  return execFileSync('npm', ['run', '--silent', 'pnpm', '--', ...args], { cwd: ROOT, encoding: 'utf8' })
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value, undefined, 2))
}
