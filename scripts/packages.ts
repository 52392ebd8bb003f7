import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A path, or paths by condition, as in the `exports` and `imports` of a package.json. */
export type Target = string | { readonly [condition: string]: Target }

export interface EntryMaps {
  readonly exports?: Readonly<Record<string, Target>>
  readonly imports?: Readonly<Record<string, Target>>
}

export interface Manifest extends EntryMaps {
  readonly name: string
  readonly private?: boolean
  readonly publishConfig?: EntryMaps
  readonly dependencies?: Readonly<Record<string, string>>
  /** What whoever installs the package must have beside it, where they use what needs it. */
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export interface Package {
  /** The folder from the root of the repository, as in `packages/core`. */
  readonly folder: string
  readonly path: string
  readonly manifest: Manifest
}

export const ROOT: string = resolve(import.meta.dirname, '..')

/** Reads the package in `folder`, which is relative to the root of the repository. */
export function readPackage(folder: string): Package {
  const path = join(ROOT, folder)
  const manifest: Manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  return { folder, path, manifest }
}

/** Every package that is published, by folder name. */
export function publishedPackages(): Package[] {
  return readdirSync(join(ROOT, 'packages'))
    .toSorted()
    .map((name) => readPackage(`packages/${name}`))
    .filter(({ manifest }) => !manifest.private)
}

/** The packages of the repository that nobody may import. */
export function leafPackages(): Package[] {
  return ['apps/playground', 'bench', 'docs', 'e2e'].map(readPackage)
}

/** Every file that a target names, whatever the condition. */
export function filesOf(target: Target): string[] {
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(filesOf)
}

/** Every file that the entry maps of a package name, once. */
export function entryFiles({ exports = {}, imports = {} }: EntryMaps): string[] {
  return [...new Set([...Object.values(exports), ...Object.values(imports)].flatMap(filesOf))]
}
