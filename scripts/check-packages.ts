import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryFiles, publishedPackages, ROOT, type EntryMaps, type Package, type Target } from './packages.ts'

const packages = publishedPackages()
const problems = [...packages.flatMap(entryProblems), ...(await tarballProblems())]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

/** The entries of a published package must be those of the workspace, built. */
function entryProblems({ folder, path, manifest }: Package): string[] {
  const { exports = {}, imports = {}, publishConfig = {} } = manifest
  const built: EntryMaps = { exports: toBuilt(exports), imports: toBuilt(imports) }
  const published: EntryMaps = { exports: publishConfig.exports ?? {}, imports: publishConfig.imports ?? {} }
  if (JSON.stringify(published) !== JSON.stringify(built)) {
    return [`${folder}/package.json: publishConfig should be ${JSON.stringify(built, undefined, 2)}`]
  }
  return entryFiles(published)
    .filter((file) => !existsSync(join(path, file)))
    .map((file) => `${folder}: ${file} was not built`)
}

function toBuilt(map: Readonly<Record<string, Target>>): Record<string, Target> {
  return Object.fromEntries(Object.entries(map).map(([name, target]) => [name, toBuiltTarget(target)]))
}

/** `./src/rich.ts` becomes `./dist/rich.d.ts` and `./dist/rich.js`. */
function toBuiltTarget(target: Target): Target {
  if (typeof target !== 'string') return toBuilt(target)
  const file = target.replace('./src/', './dist/').replace(/\.ts$/, '')
  return { types: `${file}.d.ts`, default: `${file}.js` }
}

/** What publint and "are the types wrong" find in the tarballs that would be published. */
async function tarballProblems(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-packages-'))
  try {
    const pack = ['--filter', './packages/*', 'pack', '--pack-destination', folder]
    execFileSync('npm', ['run', '--silent', 'pnpm', '--', ...pack], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const tarballs = readdirSync(folder).map((name) => join(folder, name))
    const found = await Promise.all(
      tarballs.flatMap((tarball) => [
        outputOfFailure('publint', [tarball, '--strict']),
        outputOfFailure('attw', [tarball, '--profile', 'esm-only']),
      ]),
    )
    return found.filter((output) => output !== undefined)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs a tool of `node_modules/.bin`; answers what it printed where it failed. */
function outputOfFailure(tool: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((done) => {
    execFile(join(ROOT, 'node_modules/.bin', tool), args, (error, stdout, stderr) => {
      done(error === null ? undefined : `${tool}: ${stdout}${stderr}`)
    })
  })
}
