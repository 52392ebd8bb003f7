/// <reference types="node" />
import type { SetWrite } from '@kvasir/core'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportFile, importFile, sqlite, type SqliteBackend } from '../../index.ts'
import { nodeSqlite } from '../../node.ts'
import { type Timer, watchVersion } from './watch-version.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvasir-watch-'))
  path = join(folder, 'store.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

function set(key: string): SetWrite {
  return {
    kind: 'set',
    space: 1,
    key,
    type: 'text',
    value: '',
    expiresAt: 0,
    writtenAt: 1,
    metadata: undefined,
  }
}

function put(backend: SqliteBackend<'sync'>, key: string): void {
  backend.commit({ checks: [], writes: [set(key)] })
}

/** Rings when the test says so. */
class Clock {
  readonly waiting = new Set<() => void>()
  readonly pauses: number[] = []

  readonly timer: Timer = (milliseconds, ring) => {
    this.pauses.push(milliseconds)
    this.waiting.add(ring)
    return () => this.waiting.delete(ring)
  }

  ring(): void {
    const [ring] = this.waiting
    this.waiting.clear()
    ring?.()
  }
}

/** A backend, another connection to its file, a listener and the time between its looks. */
function watching() {
  const clock = new Clock()
  const backend = sqlite(nodeSqlite({ path, timer: clock.timer }))
  const other = sqlite(nodeSqlite({ path }))
  const listener = vi.fn<() => void>()
  const end = backend.onCommit(listener)
  const close = (): void => {
    backend.close()
    other.close()
  }
  return { clock, backend, other, listener, end, close }
}

describe('a listener', () => {
  test('is told of the commits of another connection at the next look, once', () => {
    const { clock, other, listener, close } = watching()
    put(other, 'a')
    put(other, 'b')
    expect(listener).not.toHaveBeenCalled()
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(1)
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(1)
    put(other, 'c')
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(2)
    close()
  })

  test('is told of a commit of its own at once, and not by a look', () => {
    const { clock, backend, listener, close } = watching()
    put(backend, 'a')
    expect(listener).toHaveBeenCalledTimes(1)
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(1)
    close()
  })

  test('is told of others although the connection has committed since', () => {
    const { clock, backend, other, listener, close } = watching()
    put(other, 'a')
    put(backend, 'b')
    listener.mockClear()
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(1)
    close()
  })

  test('is not told of what was not written', () => {
    const { backend, listener, close } = watching()
    backend.commit({ checks: [], writes: [] })
    const check = { kind: 'key', space: 1, key: 'a', revision: 9 } as const
    backend.commit({ checks: [check], writes: [set('a')] })
    backend.scan({
      space: 1,
      order: 'revision',
      after: 0,
      before: 9,
      limit: 1,
      reverse: false,
      select: 'heads',
    })
    expect(listener).not.toHaveBeenCalled()
    close()
  })

  test('is told that a file has replaced everything', async () => {
    const { clock, backend, other, listener, close } = watching()
    put(other, 'a')
    clock.ring()
    listener.mockClear()
    const file = await new Response(exportFile(backend)).blob()
    expect(listener).not.toHaveBeenCalled()
    await importFile(backend, file)
    expect(listener).toHaveBeenCalledTimes(1)
    await importFile(other, file)
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(2)
    close()
  })

  test('is told when the file cannot be read any more, and again when it can', () => {
    const clock = new Clock()
    const listener = vi.fn<() => void>()
    let isBroken = false
    const get = (): number[] => {
      if (isBroken) throw new Error('disk I/O error')
      return [7]
    }
    const end = watchVersion(
      { prepare: () => ({ get, all: () => [], run: () => {} }) },
      clock.timer,
      listener,
    )
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(0)
    isBroken = true
    clock.ring()
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(1)
    isBroken = false
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(2)
    end()
    expect(clock.waiting.size).toBe(0)
  })
})

describe('the looks', () => {
  test('begin with the first listener, end with the last, and begin again', () => {
    const { clock, backend, other, end, close } = watching()
    const endSecond = backend.onCommit(() => {})
    expect(clock.waiting.size).toBe(1)
    end()
    expect(clock.waiting.size).toBe(1)
    endSecond()
    endSecond()
    expect(clock.waiting.size).toBe(0)
    put(other, 'a')
    const listener = vi.fn<() => void>()
    backend.onCommit(listener)
    expect(clock.waiting.size).toBe(1)
    clock.ring()
    expect(listener).not.toHaveBeenCalled()
    put(other, 'b')
    clock.ring()
    expect(listener).toHaveBeenCalledTimes(1)
    close()
  })

  test('come several times a second', () => {
    const { clock, close } = watching()
    clock.ring()
    expect(clock.pauses).toEqual([250, 250])
    close()
  })

  test('end with a listener that ends itself during one', () => {
    const { clock, backend, other, end, close } = watching()
    end()
    const endItself = backend.onCommit(() => endItself())
    put(other, 'a')
    clock.ring()
    expect(clock.waiting.size).toBe(0)
    close()
  })

  test('end with the backend, which throws CLOSED then', () => {
    const { clock, backend, end, close } = watching()
    close()
    expect(clock.waiting.size).toBe(0)
    expect(() => backend.onCommit(() => {})).toThrow(expect.objectContaining({ code: 'CLOSED' }))
    end()
  })

  test('are not taken at a database in memory, which nobody else can have', () => {
    const clock = new Clock()
    const backend = sqlite(nodeSqlite({ path: ':memory:', timer: clock.timer }))
    const listener = vi.fn<() => void>()
    backend.onCommit(listener)
    expect(clock.waiting.size).toBe(0)
    put(backend, 'a')
    expect(listener).toHaveBeenCalledTimes(1)
    backend.close()
  })
})

/** Milliseconds; a process takes its time to start. */
const PATIENCE = 60_000

describe('two processes', { timeout: PATIENCE }, () => {
  /** Runs a script that has a `backend` on the same file. */
  function start(script: string): ChildProcess {
    const before = `
      import { sqlite } from ${JSON.stringify(new URL('../../index.ts', import.meta.url).href)}
      import { nodeSqlite } from ${JSON.stringify(new URL('../../node.ts', import.meta.url).href)}
      const backend = sqlite(nodeSqlite({ path: ${JSON.stringify(path)} }))
      const put = (key) => backend.commit({ checks: [], writes: [{ ...${JSON.stringify(set(''))}, key }] })
    `
    return spawn(process.execPath, ['--input-type=module', '-e', before + script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }

  test('hear of each other', async () => {
    const backend = sqlite(nodeSqlite({ path }))
    const { promise: answered, resolve } = Promise.withResolvers<void>()
    backend.onCommit(() => {
      if (backend.get(1, 'answer') !== undefined) resolve()
    })
    const child = start(`
      const alive = setInterval(() => {}, 1000)
      backend.onCommit(() => {
        if (backend.get(1, 'question') === undefined || backend.get(1, 'answer') !== undefined) return
        put('answer')
        backend.close()
        clearInterval(alive)
      })
      console.log('listening')
    `)
    const exited = once(child, 'exit')
    await once(child.stdout!, 'data')
    put(backend, 'question')
    await answered
    expect(await exited).toEqual([0, null])
    backend.close()
  })

  test('do not stay alive for their listeners', async () => {
    const child = start('backend.onCommit(() => {})')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
