import tape, { type Harness } from 'tape'

/** What tape says of a run: how many assertions held, and each that did not. */
export interface TapeReport {
  readonly passed: number
  readonly failures: readonly string[]
}

type TapeResult =
  | { readonly type: 'test'; readonly id: number; readonly name: string }
  | {
      readonly type: 'assert'
      readonly test: number
      readonly name: string
      readonly ok: boolean
      readonly expected: unknown
      readonly actual: unknown
    }
  | { readonly type: 'end' }

/** Runs the tests that `register` gives to a tape of their own. */
export function runTape(register: (test: Harness) => void): Promise<TapeReport> {
  const harness = tape.createHarness()
  const results = harness.createStream({ objectMode: true })
  const tests = new Map<number, string>()
  const failures: string[] = []
  let passed = 0
  results.on('data', (result: TapeResult) => {
    if (result.type === 'test') tests.set(result.id, result.name)
    else if (result.type === 'assert' && result.ok) passed++
    else if (result.type === 'assert') {
      const { name, expected, actual } = result
      failures.push(
        `${tests.get(result.test)}: ${name} (expected ${String(expected)}, got ${String(actual)})`,
      )
    }
  })
  register(harness)
  return new Promise((resolve) => results.on('end', () => resolve({ passed, failures })))
}
