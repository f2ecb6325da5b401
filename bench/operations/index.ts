import type { Operation } from '../operation.ts'
import type { Database, Size } from '../scene.ts'
import { counts } from './counts.ts'
import { hive } from './hive.ts'
import { incoplax } from './incoplax.ts'
import { losant } from './losant.ts'
import { lox24 } from './lox24.ts'
import { paging } from './paging.ts'
import { postgres } from './postgres.ts'
import { server } from './server.ts'
import { superoffice } from './superoffice.ts'
import { transfer } from './transfer.ts'

/** Everything that is measured, in the order in which it is printed. */
export function operationsOf(size: Size, database: Database = 'sqlite'): readonly Operation[] {
  if (database === 'postgres') return postgres(size)
  return [
    ...lox24(size),
    ...superoffice(),
    ...losant(size),
    ...incoplax(),
    ...hive(),
    ...paging(size),
    ...counts(size),
    ...transfer(size),
    ...server(size),
  ]
}
