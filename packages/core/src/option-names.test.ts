import { expect, test } from 'vitest'
import type {
  ChangesOptions,
  DeleteOptions,
  GetEntryOptions,
  HistoryOptions,
  IncrementOptions,
  IterateOptions,
  ListOptions,
  PutManyOptions,
  PutOptions,
} from './api.ts'
import { CHANGES, DELETE, GET_ENTRY, HISTORY, INCREMENT, LIST, PUT, PUT_MANY, RANGE } from './option-names.ts'

/** Every name of the options, which the compiler sees to. */
type Names<Options> = Readonly<Record<Options extends unknown ? keyof Options : never, 0>>

const range: Names<IterateOptions> = { prefix: 0, start: 0, end: 0, reverse: 0 }
const list: Names<ListOptions> = {
  ...range,
  limit: 0,
  cursor: 0,
  values: 0,
  order: 0,
  delimiter: 0,
  after: 0,
}
const changes: Names<ChangesOptions> = { prefix: 0, start: 0, end: 0, key: 0, from: 0 }
const increment: Names<IncrementOptions> = { ttl: 0, expiresAt: 0 }
const putMany: Names<PutManyOptions> = { ...increment, metadata: 0, clone: 0 }
const put: Names<PutOptions> = { ...putMany, keepTtl: 0, ifRevision: 0, ifAbsent: 0 }
const deletion: Names<DeleteOptions> = { ifRevision: 0 }
const getEntry: Names<GetEntryOptions> = { revision: 0 }
const history: Names<HistoryOptions> = { limit: 0 }

test.each([
  [RANGE, range],
  [LIST, list],
  [CHANGES, changes],
  [INCREMENT, increment],
  [PUT_MANY, putMany],
  [PUT, put],
  [DELETE, deletion],
  [GET_ENTRY, getEntry],
  [HISTORY, history],
])('the names of options are those of the types: %s', (names, options) => {
  expect(names.split(', ')).toEqual(Object.keys(options))
})
