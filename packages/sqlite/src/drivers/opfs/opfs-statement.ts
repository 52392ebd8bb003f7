import type { PreparedStatement, SqlValue } from '@sqlite.org/sqlite-wasm'
import type { SqliteColumns, SqliteStatement, SqliteValue } from '../../driver.ts'
import { forgetPoolError, orQuotaExceeded } from './want-of-room.ts'

/** A statement of SQLite's own WebAssembly build. Throws `QUOTA_EXCEEDED` where it fails for want of room. */
export class OpfsStatement implements SqliteStatement {
  readonly #statement: PreparedStatement

  constructor(statement: PreparedStatement) {
    this.#statement = statement
  }

  get(values: readonly SqliteValue[]): SqliteColumns | undefined {
    const statement = this.#bind(values)
    try {
      return statement.step() ? toColumns(statement.get([])) : undefined
    } catch (error) {
      throw orQuotaExceeded(error)
    } finally {
      statement.resetNoThrow()
    }
  }

  all(values: readonly SqliteValue[]): SqliteColumns[] {
    const statement = this.#bind(values)
    const found: SqliteColumns[] = []
    try {
      while (statement.step()) found.push(toColumns(statement.get([])))
      return found
    } catch (error) {
      throw orQuotaExceeded(error)
    } finally {
      statement.resetNoThrow()
    }
  }

  run(values: readonly SqliteValue[]): void {
    this.all(values)
  }

  /** Binding nothing to a statement without parameters is an error there. */
  #bind(values: readonly SqliteValue[]): PreparedStatement {
    forgetPoolError()
    return values.length === 0 ? this.#statement : this.#statement.bind(values)
  }
}

/** An integer beyond what a number holds would come as a `bigint`; Kvasir writes none. */
function toColumns(values: SqlValue[]): SqliteColumns {
  return values as SqliteValue[]
}
