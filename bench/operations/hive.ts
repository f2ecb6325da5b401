import type { Ask, HttpOperation } from '../operation.ts'
import { bearerToken } from '../population.ts'

const list: Ask = {
  method: 'GET',
  path: '/api/v1/en_US/group-type/list',
  headers: { 'X-Auth': bearerToken },
}

/** Enterprise Hive's operations. The list of types has every group of the directory in it, and no pages. */
export function hive(): HttpOperation[] {
  return [{
    kind: 'http',
    name: 'hive: list the types, with all of 10,000 groups',
    population: 'lists',
    ask: list,
    floor: 'listed groups',
    loads: [{ clients: 1, target: { ratio: 0.3 } }, { clients: 16, target: { ratio: 0.3 } }],
  }]
}
