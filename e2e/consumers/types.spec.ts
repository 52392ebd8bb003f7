import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { ROOT } from '../../scripts/packages.ts'
import { test } from './consumer-test.ts'

const RESOLUTIONS = {
  nodenext: '--module nodenext',
  bundler: '--module preserve --moduleResolution bundler',
}
/** An app that is as strict as can be, with the oldest target that a user is likely to have. */
const OPTIONS = [
  '--strict --exactOptionalPropertyTypes --skipLibCheck false --target es2022',
  '--moduleDetection force --allowImportingTsExtensions --noEmit',
]

for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
  test(`TypeScript accepts the app, and refuses its mistakes, with ${name} resolution`, ({ app }) => {
    const files = readdirSync(app).filter((file) => file.endsWith('.ts'))
    const args = [...files, ...[...OPTIONS, resolution].join(' ').split(' ')]
    const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), args, { cwd: app, encoding: 'utf8' })
    expect(tsc.stdout).toBe('')
    expect(tsc.status).toBe(0)
  })
}
