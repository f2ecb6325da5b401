import { DatabaseSync } from 'node:sqlite'
import type { Running } from '../support.ts'

/** Everything that the installation remembers of accounts, tokens and events, as one text. */
export function readFacts({ database }: Running): string {
  const sql = new DatabaseSync(database.slice('sqlite:'.length), { readOnly: true })
  try {
    const tables = ['account', 'token', 'installation', 'event'] as const
    const rows = tables.flatMap((table) => sql.prepare(`select * from ${table}`).all())
    return JSON.stringify(rows)
  } finally {
    sql.close()
  }
}
