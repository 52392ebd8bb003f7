import { writeSync } from 'node:fs'
import type { Durability } from 'kvasir'
import type { Writer } from './history.ts'
import { openNodeStore } from './node-store.ts'
import { type Progress, runWriters } from './writers.ts'

/** What a writing process is given as its only argument, in JSON. */
export interface NodeWriterJob {
  readonly path: string
  readonly durability: Durability
  readonly from: Progress
  readonly writers: readonly Writer[]
}

const STDOUT = 1

const { path, durability, from, writers }: NodeWriterJob = JSON.parse(process.argv[2]!)
// Written at once: what is in the pipe outlives the process.
const acknowledge = async (writer: string, n: number): Promise<void> => {
  writeSync(STDOUT, `${writer} ${n}\n`)
}
await runWriters(openNodeStore(path, durability), writers, from, acknowledge)
