import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import type { Durability } from 'kvasir'
import type { Acknowledge, Crashable, Reopened } from './crashable.ts'
import { readFound } from './found.ts'
import { shareOut } from './history.ts'
import { openNodeStore } from './node-store.ts'
import type { NodeWriterJob } from './node-writer.ts'
import type { Progress } from './writers.ts'

/** Processes that write to one SQLite file. */
const PROCESSES = 2

interface Child {
  readonly process: ChildProcess
  /** Resolves with its exit code or signal when it has ended and all that it printed has arrived. */
  readonly closed: Promise<(number | string | null)[]>
}

/** A store in a SQLite file, in processes of Node. */
export function inNode(durability: Durability): Crashable {
  const folder = mkdtempSync(join(tmpdir(), 'kvasir-crash-'))
  let path = ''
  let children: readonly Child[] = []

  return {
    label: `node:sqlite, ${durability}`,

    async reopen(name): Promise<Reopened> {
      path = join(folder, `${name}.sqlite`)
      const store = openNodeStore(path, durability)
      try {
        const found = await readFound(store)
        const { incidents } = await store.health()
        checkIntegrity(path)
        return { found, incidents, isDestroyed: false }
      } finally {
        await store.close()
      }
    },

    async write(from: Progress, acknowledge: Acknowledge): Promise<never> {
      children = shareOut(PROCESSES).map((writers) => {
        const job = JSON.stringify({ path, durability, from, writers } satisfies NodeWriterJob)
        const process = spawn(execPath, [join(import.meta.dirname, 'node-writer.ts'), job], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        return { process, closed: once(process, 'close') }
      })
      return await Promise.race(
        children.map(async ({ process, closed }): Promise<never> => {
          createInterface({ input: process.stdout! }).on('line', (line) => {
            const [writer, n] = line.split(' ')
            acknowledge(writer!, Number(n))
          })
          const [code, signal] = await closed
          throw new Error(`A writing process ended with ${code ?? signal}`)
        }),
      )
    },

    async kill(): Promise<void> {
      for (const { process } of children) process.kill('SIGKILL')
      await Promise.all(children.map(({ closed }) => closed))
      children = []
    },

    async close(): Promise<void> {
      await this.kill()
      rmSync(folder, { recursive: true })
    },
  }
}

function checkIntegrity(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const answer = database.prepare('PRAGMA integrity_check').get()?.['integrity_check']
    if (answer !== 'ok') throw new Error(`The file is corrupt: ${answer}`)
  } finally {
    database.close()
  }
}
