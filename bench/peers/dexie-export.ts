import { Dexie } from 'dexie'
import { exportDB, importInto } from 'dexie-export-import'
import type { Carrier } from './carrier.ts'

/** Dexie with its addon for exports and imports, and a table of values under keys of their own. */
export function dexieExport(): Carrier {
  return {
    name: 'dexie-export-import',
    async open(name) {
      const database = new Dexie(name)
      database.version(1).stores({ rows: '' })
      const table = database.table<string, string>('rows')
      return {
        async fill(keys, values) {
          await table.bulkPut(values, keys)
        },
        toBlob: () => exportDB(database),
        fromBlob: (blob) => importInto(database, blob, { acceptNameDiff: true }),
        count: () => table.count(),
        remove: () => database.delete(),
      }
    },
  }
}
