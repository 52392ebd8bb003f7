import { type Choice, databaseName } from '../../state/settings.ts'
import { quote, writeLiteral } from '../../values/write-literal.ts'
import type { Deed, ListDeed, TransferDeed } from '../deed.ts'
import type { Dialect, Setting } from '../dialect.ts'

/** The backends that answer at once. */
const SYNCHRONOUS: ReadonlySet<Choice> = new Set(['memory', 'journal', 'sqlite'])

/** The API of CommandKit's key-value store, which is synchronous. */
export const commandkit: Dialect = {
  title: 'CommandKit',
  write: (deed, setting) => {
    const body = writeBody(deed)
    return body === undefined ? undefined : `${opening(setting)}${body}\n`
  },
}

function opening({ choice, namespace }: Setting): string {
  const isSync = SYNCHRONOUS.has(choice)
  const backend = isSync ? choice : 'journal'
  const note = isSync ? '' : '// Calls that answer at once need another backend.\n'
  return `import { openKV } from '@kvasir/compat/commandkit'
import { openSyncStore } from 'kvasir'

${note}const store = await openSyncStore({ name: ${quote(databaseName(backend))}, backend: ${quote(backend)} })
const kv = openKV(store).namespace(${quote(namespace)})

`
}

function writeBody(deed: Deed): string | undefined {
  switch (deed.kind) {
    case 'put':
      return writeSet(deed.key, deed.value, deed.options.ttl)
    case 'get':
      return `const value = kv.get(${quote(deed.key)})`
    case 'delete':
      return `kv.delete(${quote(deed.key)})`
    case 'increment':
      return `if (!kv.has(${quote(deed.key)})) kv.set(${quote(deed.key)}, 0)
const sum = kv.math(${quote(deed.key)}, '+', ${writeLiteral(deed.by)})`
    case 'touch':
      return deed.ttl === undefined
        ? undefined
        : `const existed = kv.expire(${quote(deed.key)}, ${writeLiteral(deed.ttl)})`
    case 'put many':
      return writeTransaction(
        deed.batches.flatMap(({ entries, ttl }) => entries.map(([key, value]) => writeSet(key, value, ttl))),
      )
    case 'list':
      return writeList(deed)
    case 'transfer':
      return writeTransfer(deed)
    default:
      return undefined
  }
}

function writeSet(key: string, value: unknown, ttl: number | undefined): string {
  return ttl === undefined
    ? `kv.set(${quote(key)}, ${writeLiteral(value)})`
    : `kv.setex(${quote(key)}, ${writeLiteral(value)}, ${writeLiteral(ttl)})`
}

function writeTransaction(lines: readonly string[]): string {
  return `kv.transaction(() => {\n${lines.map((line) => `${line.replaceAll(/^/gm, '  ')}\n`).join('')}})`
}

function writeList({ options, page }: ListDeed): string {
  const { prefix, limit = 1000, reverse } = options
  const chain = [
    '[...kv]',
    ...(prefix === undefined ? [] : [`.filter(([key]) => key.startsWith(${quote(prefix)}))`]),
    ...(reverse === true ? ['.toReversed()'] : []),
    `.slice(${writeLiteral((page - 1) * limit)}, ${writeLiteral(page * limit)})`,
  ]
  return `// In the order in which they were written: there is no other, and there are no pages.
const page = ${chain.length > 2 ? chain.join('\n  ') : chain.join('')}
for (const [key, value] of page) console.log(key, value)`
}

function writeTransfer({ amount, failAt, opening }: TransferDeed): string {
  const steps = [
    `kv.math('account:alice', '-', ${amount})`,
    `kv.math('account:bob', '+', ${amount})`,
    `kv.math('transfers', '+', 1)`,
  ]
  const lines = steps.flatMap((step, i) =>
    i + 1 === failAt ? [step, `throw new Error('Step ${failAt} failed on purpose.')`] : [step],
  )
  const before = `if (!kv.has('account:alice')) {
${opening.map(([key, value]) => `  kv.set(${quote(key)}, ${value})\n`).join('')}}\n\n`
  const transaction = writeTransaction(lines)
  if (failAt === 0) return before + transaction
  return `${before}try {
${transaction.replaceAll(/^/gm, '  ')}
} catch (error) {
  // Nothing of the transaction was written.
  console.log(String(error), kv.get('account:alice'))
}`
}
