import type { Json, JsonObject } from '../../src/core/json.ts'
import { JSON_TYPES, type Speaker, text, TOKEN } from './speaker.ts'

const BOOK = '/rest/v1/addressbook'
const pageRows = 20

export const incoplax: Speaker = {
  name: 'incoplax',
  fixture: 'incoplax',
  headers: { ...JSON_TYPES, authorization: `Bearer ${TOKEN}` },
  takes: { name: 1024, description: 32767 },
  shows: { name: Infinity, description: Infinity },
  groups: `${BOOK}/contactgroups`,
  page: (page) => `${BOOK}/contactgroups?limit=${pageRows}&offset=${(page - 1) * pageRows}`,
  group: ({ uuid }) => `${BOOK}/contactgroups/${uuid}`,
  change: 'PATCH',
  toBody: ({ name, description }) => ({ name, opts: { comment: description } }),
  keeps: (description) => description ?? '',
  blank: '',
  toTexts: ({ name, opts }) => ({ name: text(name), description: text(partOf(opts).comment) }),
  keyOf: ({ id }) => ({ uuid: String(id) }),
  own: ({ number }) => ({
    code: `code ${number}`,
    shortname: 'short',
    opts: { title: 'a title' },
    ext: { floor: 8, rooms: ['a', null] },
  }),
  members: {
    kind: 'person',
    path: ({ code }) =>
      `${BOOK}/contacts?filter=${encodeURIComponent(JSON.stringify({ 'opts.groups': code }))}`,
    toName: ({ email }) => email,
    writing: {
      adding: `${BOOK}/contacts`,
      nameOf: (n) => `contact-${n}@example.com`,
      toBody: (email, { code }) => ({ displayname: email, number: '515', email, opts: { groups: [code] } }),
      clear: ({ uuid }) => ({
        method: 'PATCH',
        path: `${BOOK}/contactgroups/${uuid}`,
        json: { opts: { abonents: [] } },
      }),
    },
  },
  count: ({ opts }) => partOf(opts).abonentcount,
  rank: {
    toBody: (priority) => ({ opts: { priority } }),
    toRank: ({ opts }) => partOf(opts).priority,
    none: 1000,
  },
}

function partOf(value: Json | undefined): JsonObject {
  return Object(value)
}
