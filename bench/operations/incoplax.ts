import { countedCode, countedUuid } from '../entities.ts'
import type { Ask, HttpOperation } from '../operation.ts'
import { bearerToken } from '../population.ts'

const headers = {
  Authorization: `Bearer ${bearerToken}`,
  'Content-Type': 'application/json; charset=utf-8',
}

const book = '/rest/v1/addressbook'
const read = (path: string): Ask => ({ method: 'GET', path: `${book}/${path}`, headers })

/** A list, with a filter in Polish notation; braces stay as they are, for the numbers of requests. */
const list = (collection: string, filter: string, rest: string): Ask =>
  read(
    `${collection}?limit=20&filter=${
      encodeURIComponent(filter).replaceAll('%7B', '{').replaceAll('%7D', '}')
    }${rest}`,
  )

/** Incoplax's operations. */
export function incoplax(): HttpOperation[] {
  return [
    {
      kind: 'http',
      name: 'incoplax: read one group of 10,000',
      population: 'lists',
      ask: read(`contactgroups/${countedUuid('{n4}')}`),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'incoplax: read the same group again',
      population: 'lists',
      ask: read(`contactgroups/${countedUuid('2344')}`),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'incoplax: read a group of 10,000 with its 50 members',
      population: 'users',
      ask: read(`contactgroups/${countedUuid('{n4}')}`),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
    {
      kind: 'http',
      name: 'incoplax: look up one group of 10,000 by its code',
      population: 'lists',
      ask: {
        method: 'LOOKUP',
        path: `${book}/contactgroups`,
        headers,
        body: JSON.stringify(countedCode('{n4}')),
      },
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'incoplax: list 20 of 10,000 groups, by a filter and in order of their names',
      population: 'lists',
      ask: list('contactgroups', '[">","name","Group 1{n4}"]', '&order=name'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
    {
      kind: 'http',
      name: 'incoplax: list 20 of 10,000 contacts, each with the codes of its 50 groups',
      population: 'users',
      ask: list('contacts', '[">","autokey",1{n3}]', ''),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
  ]
}
