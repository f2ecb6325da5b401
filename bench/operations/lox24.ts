import type { Ask, HttpOperation } from '../operation.ts'
import { lox24Token } from '../population.ts'
import type { Size } from '../scene.ts'
import { durable } from './durable.ts'

const headers = {
  'X-LOX24-AUTH-TOKEN': lox24Token,
  Accept: 'application/json',
  'Content-Type': 'application/json',
}

export const read = (path: string): Ask => ({ method: 'GET', path, headers })
export const put = (path: string): Ask => ({ method: 'PUT', path, headers, body: '{"name":"name {n}"}' })
export const addPhone = (path: string): Ask => ({
  method: 'POST',
  path,
  headers,
  body: '{"phone":"+4915{n}"}',
})

/** The last hundred pages of 30 groups whose numbers begin alike, or those up to page 10,000, without the last two digits. */
function lastHundred(million: number): number {
  return Math.floor(Math.min(10_000, million / 30) / 100) - 1
}

/** LOX24's operations, and those of the table that are measured through them. */
export function lox24({ million }: Size): HttpOperation[] {
  const last = lastHundred(million)
  const many = million.toLocaleString('en')
  return [
    {
      kind: 'http',
      name: 'lox24: read one group of 10,000',
      population: 'lists',
      ask: read('/groups/1{n4}'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'lox24: read the same group again',
      population: 'lists',
      ask: read('/groups/12344'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'lox24: read the 50 phones of a group of 10,000',
      population: 'lists',
      ask: read('/groups/1{n4}/phones'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
    {
      kind: 'http',
      name: 'lox24: list the same 20 groups again',
      population: 'small',
      ask: read('/groups'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
    {
      kind: 'http',
      name: 'lox24: change one group (put)',
      population: 'small',
      ask: put('/groups/12344'),
      floor: 'change group',
      loads: durable,
    },
    {
      kind: 'http',
      name: 'lox24: add one phone',
      population: 'small',
      ask: addPhone('/groups/12344/phones'),
      floor: 'add member',
      loads: durable,
    },
    {
      kind: 'http',
      name: `lox24: add a phone to a group of ${many}, not of ten`,
      population: 'crowd',
      ask: addPhone('/groups/1/phones'),
      floor: addPhone('/groups/1{n3}/phones'),
      loads: [{ clients: 16, target: { ratio: 1 / 1.2 } }],
    },
    {
      kind: 'http',
      name: `lox24: the hundred pages up to ${last}99 of ${many} groups`,
      population: 'groups',
      ask: read(`/groups?page=${last}{n2}`),
      floor: 'answer',
      loads: [{ clients: 1, target: { ms: 25 } }],
    },
  ]
}
