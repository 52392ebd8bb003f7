import { expect, test } from 'vitest'
import { exportProgram, importProgram } from './file-program.ts'
import { highlight } from './highlight.ts'
import { writeProgram } from './dialects.ts'
import { writeCall } from './write-call.ts'

test('a call leaves out the options that are not set', () => {
  expect(writeCall('namespace.put', ['a', undefined], { ttl: undefined, ifAbsent: true })).toBe(
    `await namespace.put('a', undefined, { ifAbsent: true })`,
  )
  expect(writeCall('namespace.list', [], { prefix: undefined })).toBe('await namespace.list()')
})

test('highlighting changes nothing of the code', () => {
  const setting = { choice: 'memory', namespace: 'notes' } as const
  const code = writeProgram({ kind: 'own', body: "f('it\\'s') // `b` 10n" }, setting, 'kvasir')
  const runs = highlight(code)
  expect(runs.map(({ text }) => text).join('')).toBe(code)
  expect(runs).toContainEqual({ look: 'string', text: String.raw`'it\'s'` })
  expect(runs).toContainEqual({ look: 'comment', text: '// `b` 10n' })
})

test('an export of one namespace is written with only the options that are set', () => {
  expect(exportProgram('jsonl', { namespaces: ["ada's"], history: undefined, compress: 'gzip' })).toContain(
    String.raw`await store.createNamespace('ada\'s', { ifExists: 'open' })

const stream = store.export({
  namespaces: ['ada\'s'],
  compress: 'gzip',
  onEnd:`,
  )
  expect(exportProgram('jsonl', {})).not.toContain('createNamespace')
})

test('a short file stands in the program that imports it, line by line', () => {
  expect(importProgram('one\ntwo\n', { conflict: 'skip' })).toContain(`const content = [
  'one',
  'two',
  '',
].join('\\n')

const result = await store.import(content, {
  conflict: 'skip',
})`)
  expect(importProgram(undefined, {})).toContain('await store.import(file)\n')
})
