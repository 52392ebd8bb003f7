import { isKvasirError } from '@kvasir/core'
import { remove, rowOf, set, SPACE } from '../backend/build.ts'
import { codeOf } from '../failure.ts'
import type { EngineSuite, OpenEngine } from './describe-engine.ts'
import { make, piecesOf, stateOf } from './state.ts'

/** Pieces of an engine with some of everything. */
async function somePieces(open: OpenEngine): Promise<Uint8Array[]> {
  const engine = await open()
  for (const space of [1, 2, 3]) {
    make(engine, {
      writes: [set('a', 'text', { space }), set('b', new Uint8Array([1, 2]), { space })],
      id: `${space}`,
    })
  }
  return piecesOf(engine)
}

export function snapshotTests({ test, expect }: EngineSuite): void {
  test('a snapshot of nothing opens as an empty engine', async (open) => {
    const empty = await open()
    const copy = await open(piecesOf(empty))
    expect(stateOf(copy, [0, 1], ['id'])).toEqual(stateOf(empty, [0, 1], ['id']))
    expect(make(copy, { writes: [set('a')] }).first).toBe(1)
  })

  test('a snapshot has rows, the newest revision and the remembered ids', async (open) => {
    const engine = await open()
    const rich = set('a', '[1]', {
      type: 'rich',
      metadata: '{"m":1}',
      expiresAt: 2 ** 53 - 1,
      writtenAt: 2 ** 41,
    })
    const odd = set('\ufeff', '\ud800 alone \0')
    make(engine, { writes: [rich, odd, set('gone')], id: 'id' })
    make(engine, { writes: [remove('gone')] })
    const copy = await open(piecesOf(engine))
    expect(stateOf(copy, [SPACE], ['id', 'other'])).toEqual({
      revision: 4,
      rows: [[rowOf(rich, 1), rowOf(odd, 2)]],
      answers: [[1, 3], undefined],
    })
  })

  test('a snapshot of deletions alone has their revision', async (open) => {
    const engine = await open()
    make(engine, { writes: [remove('a'), remove('b')] })
    expect((await open(piecesOf(engine))).revision).toBe(2)
  })

  test('an engine and the one opened from its snapshot go on by themselves', async (open) => {
    const engine = await open()
    make(engine, { writes: [set('a', 'both')] })
    const copy = await open(piecesOf(engine))
    make(engine, { writes: [set('a', 'the one')] })
    make(copy, { writes: [set('a', 'the other')] })
    expect([engine, copy].map((each) => each.get(SPACE, 'a')?.value)).toEqual(['the one', 'the other'])
    const again = await open(piecesOf(copy))
    expect(again.get(SPACE, 'a')?.value).toBe('the other')
  })

  test('a snapshot lacks what was undone', async (open) => {
    const engine = await open()
    make(engine, { writes: [set('a', 'kept')] })
    const attempt = engine.attempt()
    make(engine, { writes: [set('a', 'undone')] })
    attempt.undo()
    const copy = await open(piecesOf(engine))
    expect(stateOf(copy, [SPACE])).toEqual({ revision: 1, rows: [[rowOf(set('a', 'kept'), 1)]], answers: [] })
  })

  test('what holds many megabytes comes in many pieces, and whole', async (open) => {
    const engine = await open()
    const megabyte = 'x'.repeat(2 ** 20)
    const writes = Array.from({ length: 9 }, (_, i) => set(`${i}`, `${i}${megabyte}`))
    make(engine, { writes })
    const pieces = piecesOf(engine)
    expect(pieces.length > 2).toBe(true)
    expect(pieces.every(({ length }) => length < 4 * 2 ** 20)).toBe(true)
    expect(stateOf(await open(pieces), [SPACE])).toEqual(stateOf(engine, [SPACE]))
  })

  test('no pieces at all are DAMAGED', async (open) => {
    expect(await codeOf(() => open([]))).toBe('DAMAGED')
  })

  test('pieces without any one of them are DAMAGED', async (open) => {
    const pieces = await somePieces(open)
    for (const i of pieces.keys()) {
      expect(await codeOf(() => open(pieces.toSpliced(i, 1)))).toBe('DAMAGED')
    }
  })

  test('pieces with one of them twice are DAMAGED', async (open) => {
    const pieces = await somePieces(open)
    for (const i of pieces.keys()) {
      expect(await codeOf(() => open(pieces.toSpliced(i, 0, pieces[i]!)))).toBe('DAMAGED')
    }
  })

  test('a piece that is cut anywhere is DAMAGED', async (open) => {
    const pieces = await somePieces(open)
    for (const [i, piece] of pieces.entries()) {
      for (const length of [0, 1, 19, 20, piece.length >> 1, piece.length - 1]) {
        expect(await codeOf(() => open(pieces.with(i, piece.slice(0, length))))).toBe('DAMAGED')
      }
    }
  })

  test('pieces of something else are DAMAGED', async (open) => {
    const text = new TextEncoder().encode('This is no snapshot of anything. '.repeat(200))
    for (const foreign of [text, new Uint8Array(5000)]) {
      expect(await codeOf(() => open([foreign]))).toBe('DAMAGED')
    }
  })

  test('a piece in which a byte has changed is refused', async (open) => {
    const pieces = await somePieces(open)
    for (const [i, piece] of pieces.entries()) {
      for (let at = 0; at < piece.length; at += Math.ceil(piece.length / 97)) {
        const changed = piece.slice()
        changed[at] = changed[at]! ^ 0x55
        const code = await codeOf(() => open(pieces.with(i, changed)))
        expect(code === 'DAMAGED' || code === 'UNSUPPORTED_DATABASE').toBe(true)
      }
    }
  })

  test('a closed engine has no snapshot', async (open) => {
    const engine = await open()
    engine.close()
    for (const call of [() => engine.snapshot(), () => engine.attempt(), () => engine.replay([])]) {
      expect(await codeOf(call)).toBe('CLOSED')
    }
  })

  test('a refusal is an error of Kvasir, with a sentence', async (open) => {
    const error: unknown = await open([new Uint8Array(64)]).catch((reason: unknown) => reason)
    expect(isKvasirError(error) && error.message.length > 10).toBe(true)
  })
}
