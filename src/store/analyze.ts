import { TABLES } from './copy-tables.ts'
import type { Driver } from './driver.ts'

/** Has the rows of all tables counted, for a planner that goes by such figures. */
export function analyze(driver: Driver): Promise<void> {
  const sql = TABLES.map(({ name }) => `analyze ${name}`).join(';\n')
  return driver.write((connection) => connection.script(sql))
}
