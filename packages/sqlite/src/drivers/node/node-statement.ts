/// <reference types="node" />
import type { StatementSync } from 'node:sqlite'
import type { SqliteColumns, SqliteStatement, SqliteValue } from '../../driver.ts'

/** A statement of `node:sqlite`. */
export class NodeStatement implements SqliteStatement {
  readonly #statement: StatementSync

  constructor(statement: StatementSync) {
    // Node has it since 22.16. Before, rows are objects, whose properties are in the order of the columns.
    statement.setReturnArrays?.(true)
    this.#statement = statement
  }

  get(values: readonly SqliteValue[]): SqliteColumns | undefined {
    const row = this.#statement.get(...values)
    return row === undefined ? undefined : toColumns(row)
  }

  all(values: readonly SqliteValue[]): SqliteColumns[] {
    return this.#statement.all(...values).map(toColumns)
  }

  run(values: readonly SqliteValue[]): void {
    this.#statement.run(...values)
  }
}

function toColumns(row: object): SqliteColumns {
  return Array.isArray(row) ? row : Object.values(row)
}
