import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './packages.ts'

/** The sizes that the README states, one row a budget of `.size-limit.ts`, in its order; `--write` brings them up to date. */
const TABLE = /(?<=<!-- sizes -->\n)[^]*?(?=<!-- \/sizes -->)/
const path = join(ROOT, 'README.md')
const readme = readFileSync(path, 'utf8')

const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/size-limit'), ['--json'], {
  cwd: ROOT,
  encoding: 'utf8',
})
const sizes = JSON.parse(stdout) as readonly { readonly name: string; readonly size: number }[]
const rows = sizes.map(({ name, size }) => `| ${name} | ${(size / 1000).toFixed(1)} kB |\n`)
const table = `| import | minified + brotli |\n|---|---|\n${rows.join('')}`

if (process.argv.includes('--write')) {
  writeFileSync(path, readme.replace(TABLE, table))
} else if (readme.match(TABLE)?.[0] !== table) {
  console.error(
    `The README states other sizes than these; run node scripts/check-readme-sizes.ts --write\n${table}`,
  )
  process.exitCode = 1
}
