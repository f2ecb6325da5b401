import type { Config } from '../config.ts'
import { DirectoryError } from '../core/error.ts'
import type { Dialect } from '../http/dialect.ts'
import { hive } from './hive/index.ts'
import { incoplax } from './incoplax/index.ts'
import { losant } from './losant/index.ts'
import { lox24 } from './lox24/index.ts'
import { superoffice } from './superoffice/index.ts'

/** The dialects that are switched on. Throws `invalid` for a name that none of them has. */
export function dialects(config: Config): Dialect[] {
  const all = [
    losant,
    incoplax(config.incoplax),
    lox24(config.lox24),
    hive(config.hive),
    superoffice(config.superoffice),
  ]
  const names = all.map((dialect) => dialect.name)
  const unknown = config.dialects?.find((name) => !names.includes(name))
  if (unknown !== undefined) {
    throw new DirectoryError('invalid', `there is no dialect ${unknown}; there are ${names.join(', ')}`)
  }
  return all.filter((dialect) => config.dialects?.includes(dialect.name) ?? true)
}
