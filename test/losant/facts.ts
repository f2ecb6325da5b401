import { direct } from '../databases.ts'
import type { Running } from '../support.ts'

/** Everything that the installation remembers of accounts, tokens and events, as one text. */
export async function readFacts({ database }: Running): Promise<string> {
  await using sql = direct(database)
  const tables = ['account', 'token', 'installation', 'event'] as const
  return JSON.stringify(
    await Promise.all(tables.map((table) => sql.rows(`select * from ${table} order by 1, 2`))),
  )
}
