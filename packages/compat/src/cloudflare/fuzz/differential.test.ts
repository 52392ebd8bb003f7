import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectTheSame } from './differences.test-cases.ts'
import { openFace } from './face.test-cases.ts'
import { openOriginal, type Original } from './original.test-cases.ts'
import { program } from './programs.test-cases.ts'
import { QUIRKS } from './quirks.test-cases.ts'
import type { BytesKind, Step } from './step.test-cases.ts'

/**
 * How many steps are run at the least, and with which programs. A failure tells the seed and the path of its program,
 * which `npm run test:fuzz -- --seed … --path …` runs again.
 */
const STEPS = Number(process.env['KVASIR_FUZZ_STEPS'] ?? 5000)
const SEED = Number(process.env['KVASIR_FUZZ_SEED'] ?? 1)
const PATH = process.env['KVASIR_FUZZ_PATH']
const PROGRAMS_AT_A_TIME = 20

let original: Original
beforeAll(async () => {
  original = await openOriginal()
}, 60_000)
afterAll(() => original.close())

/** Runs some programs; answers of how many steps they were. */
async function runPrograms(seed: number): Promise<number> {
  const face = openFace()
  let steps = 0
  const holds = fc.asyncProperty(program, async (moves) => {
    steps += moves.length
    await expectTheSame(moves, original.run, face)
  })
  await fc.assert(holds, { seed, numRuns: PROGRAMS_AT_A_TIME, ...(PATH !== undefined && { path: PATH }) })
  return steps
}

test(
  `${STEPS} steps of random programs come to the same on the original and on the face`,
  async () => {
    for (let steps = 0, seed = SEED; steps < STEPS; seed++) steps += await runPrograms(seed)
  },
  STEPS * 100,
)

test.each(QUIRKS)('$title: $instead', async ({ steps, original: theirs, face: ours }) => {
  const stretch = { steps, now: 1_700_000_000_000, clear: true }
  expect((await original.run(stretch)).at(-1)).toEqual(theirs)
  expect((await openFace()(stretch)).at(-1)).toEqual(ours)
})

test('at the very instant at which a key expires the original lists it, and nobody has it', async () => {
  const face = openFace()
  const put: Step = { method: 'put', args: ['k', 'v', { $: 'object', members: [['expirationTtl', 60]] }] }
  const first = { steps: [put], now: 1_700_000_000_000, clear: true }
  const look: readonly Step[] = [
    { method: 'pages', args: [10, ''] },
    { method: 'get', args: ['k'] },
  ]
  const then = { steps: look, now: first.now + 60_000, clear: false }
  await original.run(first)
  await face(first)
  const [theirs, ours] = [await original.run(then), await face(then)]
  expect(JSON.stringify(theirs[0])).toContain('"k"')
  expect(JSON.stringify(ours[0])).not.toContain('"k"')
  expect([theirs[1], ours[1]]).toEqual([{ answer: null }, { answer: null }])
})

const LIMIT = 25 * 1024 * 1024

test.each<BytesKind | 'text'>(['text', 'ArrayBuffer', 'stream'])(
  'a value of 25 MiB is taken and one of a byte more is refused, as %s',
  async (as) => {
    const put = (length: number): Step => ({
      method: 'put',
      args: ['k', as === 'text' ? { $: 'repeat', text: 'x', times: length } : { $: 'zeros', as, length }],
    })
    const stretch = { steps: [put(LIMIT), put(LIMIT + 1)], now: Date.now(), clear: true }
    const ours = await openFace()(stretch)
    expect(ours).toEqual(await original.runInRealTime(stretch))
    expect(ours[1]).toEqual({
      rejected: {
        name: 'Error',
        message: `KV PUT failed: 413 Value length of ${LIMIT + 1} exceeds limit of ${LIMIT}.`,
      },
    })
  },
)
