import type { VNode } from 'preact'
import { listing, query } from '../state/listing.ts'
import { namespaceName } from '../state/settings.ts'
import { EntryRow } from './entry-row.tsx'
import { FolderRow } from './folder-row.tsx'

export function EntryTable(): VNode {
  const page = listing.value
  return (
    <>
      <table class="entry-table" aria-busy={page === undefined}>
        <caption class="visually-hidden">
          Entries of {namespaceName.value}, page {page?.position.number ?? 1}
        </caption>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Value</th>
            <th scope="col">Expires</th>
            <th scope="col" class="number">
              Revision
            </th>
            <th scope="col">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {page?.prefixes.map((prefix) => (
            <FolderRow key={`folder ${prefix}`} prefix={prefix} />
          ))}
          {page?.entries.map((entry) => (
            <EntryRow key={`entry ${entry.key}`} entry={entry} />
          ))}
        </tbody>
      </table>
      {page?.entries.length === 0 && page.prefixes.length === 0 && (
        <p class="empty">{writeEmpty(query.value.prefix)}</p>
      )}
    </>
  )
}

function writeEmpty(prefix: string): string {
  return prefix === ''
    ? 'Nothing here yet. Put a first entry, or add the samples: one of each kind, and one that expires before your eyes.'
    : `No key starts with “${prefix}”.`
}
