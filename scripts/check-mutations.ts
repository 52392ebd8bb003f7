import { MUTATIONS, occurrences } from './mutations.ts'

/** Every mutation still applies to the sources; whether the tests notice it is for `mutants.ts`, which takes a minute. */
for (const mutation of MUTATIONS) {
  const found = occurrences(mutation)
  if (found === 1) continue
  console.error(
    `${mutation.file}: "${mutation.find}" stands there ${found} times, and not once (${mutation.name}).`,
  )
  process.exitCode = 1
}
