import { quote, writeLiteral } from '../../values/write-literal.ts'
import type { Deed, ListDeed, PutManyDeed, TransferDeed } from '../deed.ts'
import type { Dialect, Setting } from '../dialect.ts'
import { openStoreLines } from '../open-store-lines.ts'
import { writeCall } from '../write-call.ts'

/** The API of this store itself, which has all that the page can do. */
export const kvasir = {
  title: 'Kvasir',
  write: (deed: Deed, setting: Setting): string => `${opening(deed, setting)}${body(deed)}\n`,
} satisfies Dialect

function opening(deed: Deed, { choice, namespace }: Setting): string {
  const store = openStoreLines(choice)
  const isOfStore = ['create namespace', 'delete namespace', 'own'].includes(deed.kind)
  return isOfStore ? `${store}\n` : `${store}\nconst namespace = store.namespace(${quote(namespace)})\n\n`
}

function body(deed: Deed): string {
  switch (deed.kind) {
    case 'put':
      return `const revision = ${writeCall('namespace.put', [deed.key, deed.value], deed.options)}`
    case 'get':
      return `const value = ${writeCall('namespace.get', [deed.key])}`
    case 'delete':
      return `const existed = ${writeCall('namespace.delete', [deed.key])}`
    case 'purge':
      return `const existed = ${writeCall('namespace.purge', [deed.key])}`
    case 'history':
      return `const versions = ${writeCall('namespace.history', [deed.key])}
for (const version of versions) console.log(version.revision, version.operation)`
    case 'increment':
      return `const sum = ${writeCall('namespace.increment', [deed.key, deed.by])}`
    case 'touch':
      return `const existed = ${writeCall('namespace.touch', deed.ttl === undefined ? [deed.key] : [deed.key, deed.ttl])}`
    case 'revert':
      return `const revision = ${writeCall('namespace.revert', [deed.key, deed.revision])}`
    case 'create namespace':
      return `const namespace = ${writeCall('store.createNamespace', [deed.name], deed.options)}`
    case 'delete namespace':
      return `const existed = ${writeCall('store.deleteNamespace', [deed.name])}`
    case 'watch':
      return `const changes = ${writeCall('namespace.watch', [], { previous: true }).replace('await ', '')}
for await (const change of changes) {
  console.log(change.revision, change.operation, change.origin, change)
}`
    case 'put many':
      return writePutMany(deed)
    case 'list':
      return writeList(deed)
    case 'transfer':
      return writeTransfer(deed)
    case 'own':
      return deed.body
  }
}

function writePutMany({ batches }: PutManyDeed): string {
  return batches.map(({ entries, ttl }) => writeCall('namespace.putMany', [entries], { ttl })).join('\n')
}

function writeList({ options }: ListDeed): string {
  const printsFolders = 'delimiter' in options && options.delimiter !== undefined
  return `const page = ${writeCall('namespace.list', [], options)}
${printsFolders ? 'for (const folder of page.prefixes) console.log(folder)\n' : ''}for (const { key, value } of page.entries) console.log(key, value)
console.log(page.cursor)`
}

function writeTransfer({ amount, failAt, opening }: TransferDeed): string {
  const steps = [
    `await tx.increment('account:alice', ${-amount})`,
    `await tx.increment('account:bob', ${amount})`,
    `await tx.increment('transfers')`,
  ]
  const lines = steps.flatMap((step, i) =>
    i + 1 === failAt ? [step, `throw new Error('Step ${failAt} failed on purpose.')`] : [step],
  )
  const before = `if (!(await namespace.has('account:alice'))) {
  await namespace.putMany(${writeLiteral(opening, '  ')})
}\n\n`
  const transaction = `await namespace.transaction(async (tx) => {\n${lines.map((line) => `  ${line}\n`).join('')}})`
  if (failAt === 0) return before + transaction
  return `${before}try {
${transaction.replaceAll(/^/gm, '  ')}
} catch (error) {
  // Nothing of the transaction was written.
  console.log(String(error), await namespace.get('account:alice'))
}`
}
