import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { leafPackages, publishedPackages, readPackage, type Package } from './packages.ts'

/** The packages of the repository that another may depend on. A package that is not named here is free. */
const MAY_DEPEND_ON: Readonly<Record<string, readonly string[]>> = {
  '@kvasir/core': [],
  '@kvasir/memory': ['@kvasir/core'],
  '@kvasir/browser': ['@kvasir/core'],
  '@kvasir/ports': ['@kvasir/core'],
  '@kvasir/indexeddb': ['@kvasir/core', '@kvasir/browser'],
  '@kvasir/sqlite': ['@kvasir/core', '@kvasir/ports'],
  '@kvasir/journal': ['@kvasir/core', '@kvasir/browser'],
  '@kvasir/transfer': ['@kvasir/core'],
  '@kvasir/conformance': ['@kvasir/core'],
}

const COMMENT = /\/\*[^]*?\*\/|^\s*\/\/.*$/gm
const IMPORT = /(?:^|[\s}])(?:from|import)\s*\(?\s*(['"])(?<specifier>[^\s'"]+)\1/g
const IS_TEST = /\.test(-d|-cases)?\.ts$/
/** Files that run under Node alone: `node.ts` and whatever lies in a folder `node`. */
const IS_FOR_NODE = /[\\/]node(\.ts$|[\\/])/

const published = publishedPackages()
const leaves = leafPackages()
const ours = new Set([...published, ...leaves].map(({ manifest }) => manifest.name))
const tools = namesIn(readPackage('.').manifest.devDependencies)

const problems = [
  ...published.flatMap(dependencyProblems),
  ...published.flatMap((owner) => importProblems(owner, 'src/**/*.ts')),
  ...leaves.flatMap((owner) => importProblems(owner, '**/*.{ts,tsx}')),
]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

/** What a package declares although the architecture forbids it. */
function dependencyProblems({ folder, manifest }: Package): string[] {
  const allowed = MAY_DEPEND_ON[manifest.name] ?? published.map((other) => other.manifest.name)
  return namesIn(manifest.dependencies)
    .filter((name) => ours.has(name) && !allowed.includes(name))
    .map((name) => `${folder}/package.json: ${manifest.name} may not depend on ${name}`)
}

/** What the files of a package import although it is not theirs, not declared, or not there where they run. */
function importProblems(owner: Package, pattern: string): string[] {
  const files = globSync(pattern, { cwd: owner.path, exclude: ['**/node_modules/**', '**/dist/**'] })
  return files.flatMap((file) =>
    importsIn(join(owner.path, file))
      .filter((specifier) => !mayImport(owner, file, specifier))
      .map((specifier) => `${owner.folder}/${file}: may not import ${specifier}`),
  )
}

function mayImport({ path, manifest }: Package, file: string, specifier: string): boolean {
  const isShipped = file.startsWith('src') && !manifest.private && !IS_TEST.test(file)
  if (specifier.startsWith('#')) return specifier in (manifest.imports ?? {})
  // What a Vite plugin of ours makes.
  if (specifier.startsWith('virtual:')) return !isShipped
  if (specifier.startsWith('.')) {
    const target = relative(path, resolve(dirname(join(path, file)), specifier))
    return !target.startsWith('..') || (!isShipped && target.startsWith(join('..', 'scripts')))
  }
  if (isBuiltin(specifier)) return !isShipped || IS_FOR_NODE.test(file)
  const name = packageName(specifier)
  if ([...namesIn(manifest.dependencies), ...namesIn(manifest.peerDependencies)].includes(name)) return true
  return !isShipped && [...namesIn(manifest.devDependencies), ...tools, manifest.name].includes(name)
}

function importsIn(path: string): string[] {
  const code = readFileSync(path, 'utf8').replace(COMMENT, '')
  return [...code.matchAll(IMPORT)].map((match) => match.groups?.['specifier'] ?? '')
}

/** `@kvasir/core/rich` belongs to the package `@kvasir/core`. */
function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function namesIn(dependencies: Readonly<Record<string, string>> = {}): string[] {
  return Object.keys(dependencies)
}
