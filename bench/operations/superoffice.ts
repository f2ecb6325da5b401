import type { Ask, HttpOperation } from '../operation.ts'
import { superofficeTicket } from '../population.ts'
import { durable } from './durable.ts'

const headers = {
  Authorization: `SoTicket ${superofficeTicket}`,
  Accept: 'application/json',
  'Content-Type': 'application/json',
}

const read = (path: string): Ask => ({ method: 'GET', path: `/api/v1/List/${path}`, headers })

/** The two forms of a patch that the vendor's page shows: a list of operations, and what is to be laid over the list. */
const jsonPatch = '[{"op":"replace","path":"/Name","value":"name {n}"}]'
const mergePatch = '{"Name":"name {n}"}'
const patch = (body: string): Ask => ({ method: 'PATCH', path: '/api/v1/List/12344', headers, body })

/** SuperOffice's operations. A change also looks for another list of that name, which the floor does not. */
export function superoffice(): HttpOperation[] {
  return [
    {
      kind: 'http',
      name: 'superoffice: read one list of 10,000',
      population: 'lists',
      ask: read('1{n4}'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'superoffice: read the same list again',
      population: 'lists',
      ask: read('12344'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'superoffice: read the 50 items of a list of 10,000',
      population: 'items',
      ask: read('1{n4}/Items'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
    {
      kind: 'http',
      name: 'superoffice: change one list (JSON patch)',
      population: 'small',
      ask: patch(jsonPatch),
      floor: 'change group',
      loads: durable,
    },
    {
      kind: 'http',
      name: 'superoffice: change one list (merge patch)',
      population: 'small',
      ask: patch(mergePatch),
      floor: 'change group',
      loads: durable,
    },
  ]
}
