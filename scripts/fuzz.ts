import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from './packages.ts'

/**
 * Runs long random programs on faces and on their originals: `npm run test:fuzz -- --steps 100000`. The seed and the path
 * that a failure tells repeat it: `npm run test:fuzz -- --seed 14 --path 17:1:0`.
 */
const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
  },
})

console.log(`${values.steps} steps, from the seed ${values.seed} on`)
const { status } = spawnSync(
  join(ROOT, 'node_modules/.bin/vitest'),
  ['run', '--project', 'node', '--testNamePattern', 'steps of random programs', 'packages/compat'],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      KVASIR_FUZZ_STEPS: values.steps,
      KVASIR_FUZZ_SEED: values.seed,
      ...(values.path !== undefined && { KVASIR_FUZZ_PATH: values.path }),
    },
  },
)
process.exitCode = status ?? 1
