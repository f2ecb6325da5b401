import { countedOid } from '../entities.ts'
import type { Ask, HttpOperation } from '../operation.ts'
import { bearerToken, directoryOid } from '../population.ts'
import type { Size } from '../scene.ts'
import { leafOid, viewOid } from '../tree.ts'
import { durable } from './durable.ts'

const headers = {
  Authorization: `Bearer ${bearerToken}`,
  Accept: 'application/json',
  'Content-Type': 'application/json',
}

/** What the vendor's clients send with every request. */
const envelope = '_actions=false&_links=true&_embedded=true'

const read = (path: string, query = ''): Ask => ({
  method: 'GET',
  path: `/applications/${directoryOid}/experience/${path}?${envelope}${query}`,
  headers,
})

const group = (digits: string): string => `groups/${countedOid('a', digits)}`

/** Another user in the place of the one that is there. */
const patchUsers: Ask = {
  method: 'PATCH',
  path: `/applications/${directoryOid}/experience/${group('2344')}?${envelope}`,
  headers,
  body: `{"experienceUserIds":["${countedOid('e', '00{n2}')}"]}`,
}

/** The users who are in a group at depth 20, or in one of those above it. */
const above = (query: string): Ask =>
  read('users', `${query}&includeAncestorGroups=1&experienceGroupId=${leafOid('{n4}')}`)

/** Losant's operations. */
export function losant({ million }: Size): HttpOperation[] {
  const tree = `a tree of ${(million / 10).toLocaleString('en')} groups`
  return [
    {
      kind: 'http',
      name: 'losant: read one group of 10,000',
      population: 'lists',
      ask: read(group('{n4}')),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'losant: read the same group again',
      population: 'lists',
      ask: read(group('2344')),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: 'losant: read a group of 10,000 with its 50 users',
      population: 'users',
      ask: read(group('{n4}')),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
    {
      kind: 'http',
      name: 'losant: list the same 20 groups again, by a filter',
      population: 'small',
      ask: read('groups', '&filterField=name&filter=group*'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
    {
      kind: 'http',
      name: 'losant: list 20 of 10,000 groups, by a filter',
      population: 'lists',
      ask: read('groups', '&perPage=20&filterField=name&filter=group%201{n3}*'),
      floor: 'answer',
      loads: [{ clients: 16, target: { ratio: 0.3 } }],
    },
    {
      kind: 'http',
      name: 'losant: change the user of a group (patch)',
      population: 'small',
      ask: patchUsers,
      floor: 'replace people',
      loads: durable,
    },
    {
      kind: 'http',
      name: `losant: direct device count, by id and tag, in ${tree}`,
      population: 'tree',
      ask: read(`groups/${leafOid('{n4}')}`, '&includeDirectDeviceCount=true'),
      floor: 'direct devices',
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
    {
      kind: 'http',
      name: `losant: total device count, by id and tag, in ${tree}`,
      population: 'tree',
      ask: read(`groups/${viewOid('{n4}')}`, '&includeTotalDeviceCount=true'),
      floor: 'total devices',
      loads: [{ clients: 1, target: { ratio: 0.8 } }],
    },
    {
      kind: 'http',
      name: `losant: the effective users of a group at depth 20, in ${tree}`,
      population: 'tree',
      ask: above(''),
      floor: 'effective people',
      loads: [{ clients: 16, target: { ratio: 0.8 } }],
    },
    {
      kind: 'http',
      name: 'losant: whether a user is in a group at depth 20, not reading a group',
      population: 'tree',
      ask: above('&filterField=email&filter=person7@example.com'),
      floor: read(`groups/${leafOid('{n4}')}`),
      loads: [{ clients: 16, target: { ratio: 0.5 } }],
    },
  ]
}
