import type { Attempt, Engine, EngineKind, Made, Place, SnapshotPiece } from '@kvasir/core'
import { MemoryBackend } from './memory.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'

/** Memory as an engine that a journal makes durable. */
export const memoryKind: EngineKind = {
  name: 'memory',
  open: async (snapshot) => {
    const engine = new MemoryEngine()
    if (snapshot !== undefined) engine.restore(snapshot)
    return engine
  },
}

class MemoryEngine extends MemoryBackend implements Engine {
  get revision(): number {
    return this.newest
  }

  attempt(): Attempt {
    this.assertOpen()
    const undos: (() => void)[] = []
    this.undos = undos
    const revision = this.newest
    return {
      keep: () => {
        this.undos = undefined
        this.answers.trim()
      },
      undo: () => {
        this.undos = undefined
        for (const undo of undos.reverse()) undo()
        this.newest = revision
      },
    }
  }

  expired(at: number, limit: number): readonly Place[] {
    this.assertOpen()
    const places: Place[] = []
    for (const [space, table] of this.tables) {
      for (const key of table.expired(at, limit - places.length)) places.push({ space, key })
      if (places.length === limit) break
    }
    return places
  }

  replay(commits: readonly Made[]): void {
    this.assertOpen()
    for (const { first, writes, id, last = first + writes.length - 1 } of commits) {
      for (let i = 0; i < writes.length; i++) {
        const write = writes[i]!
        this.apply(write, first + i)
        if (write.kind === 'delete' && write.mark !== undefined) this.set(write.mark, first + i)
      }
      this.newest = Math.max(this.newest, last)
      if (id !== undefined) this.remember(id, first, last)
    }
  }

  snapshot(): Iterable<SnapshotPiece> {
    this.assertOpen()
    return writeSnapshot(() => ({ tables: this.tables, answers: this.answers, revision: this.newest }))
  }

  /** Fills an empty engine. Throws `DAMAGED`, `UNSUPPORTED_DATABASE`. */
  restore(pieces: readonly Uint8Array[]): void {
    const { revision, answers } = readSnapshot(pieces, (space, row) => this.tableOf(space).set(row))
    this.newest = revision
    for (const [id, answer] of answers) this.answers.remember(id, answer)
  }
}
