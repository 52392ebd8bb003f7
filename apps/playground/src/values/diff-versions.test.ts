import type { Version } from 'kvasir'
import { expect, test } from 'vitest'
import { diffVersions } from './diff-versions.ts'

function put(value: unknown, metadata?: unknown): Version {
  return { operation: 'put', key: 'ada', value, metadata, revision: 1, writtenAt: 0, expiresAt: undefined }
}

const DELETED: Version = { operation: 'delete', key: 'ada', revision: 2, writtenAt: 0 }

test('a member that differs is a line that differs', () => {
  expect(diffVersions(put({ name: 'Ada', born: 1814 }), put({ name: 'Ada', born: 1815 }))).toEqual([
    { kind: 'same', lines: ['{', `  name: 'Ada',`] },
    { kind: 'removed', lines: ['  born: 1814,'] },
    { kind: 'added', lines: ['  born: 1815,'] },
    { kind: 'same', lines: ['}'] },
  ])
})

test('a text is compared as it is', () => {
  expect(diffVersions(put('one\ntwo'), put('one\nthree'))).toEqual([
    { kind: 'same', lines: ['one'] },
    { kind: 'removed', lines: ['two'] },
    { kind: 'added', lines: ['three'] },
  ])
})

test('a version without a value has no lines', () => {
  expect(diffVersions(put(42), DELETED)).toEqual([{ kind: 'removed', lines: ['42'] }])
  expect(diffVersions(DELETED, DELETED)).toEqual([])
})

test('metadata is compared, too', () => {
  expect(diffVersions(put(42), put(42, { by: 'ada' }))).toEqual([
    { kind: 'same', lines: ['42'] },
    { kind: 'added', lines: [`// metadata: { by: 'ada' }`] },
  ])
})

test('texts that have little in common are shown one after the other', () => {
  const lines = (word: string): string[] => Array.from({ length: 2000 }, (_, i) => `${word} ${i}`)
  const [before, after] = [lines('before'), lines('after')]
  expect(diffVersions(put(before.join('\n')), put(after.join('\n')))).toEqual([
    { kind: 'removed', lines: before },
    { kind: 'added', lines: after },
  ])
})
