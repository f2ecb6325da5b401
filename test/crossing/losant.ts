import { JSON_TYPES, nullable, type Speaker, text, TOKEN } from './speaker.ts'

const APPLICATION = '/applications/575ec8687ae143cd83dc4a97'
const PATCHED = [
  'name',
  'description',
  'experienceUserIds',
  'experienceEndpointIds',
  'groupTags',
  'deviceIds',
  'deviceTags',
  'deviceQueryJson',
  'parentId',
]

export const losant: Speaker = {
  name: 'losant',
  fixture: 'losant',
  headers: { ...JSON_TYPES, authorization: `Bearer ${TOKEN}` },
  takes: { name: 255, description: 32767, units: true },
  shows: { name: 255, description: 32767, units: true },
  groups: `${APPLICATION}/experience/groups`,
  page: (page) => `${APPLICATION}/experience/groups?page=${page - 1}`,
  group: ({ oid }) => `${APPLICATION}/experience/groups/${oid}`,
  change: 'PATCH',
  toBody: ({ name, description }) => ({ name, description: description ?? '' }),
  keeps: (description) => description ?? '',
  toChange: (shown) => Object.fromEntries(Object.entries(shown).filter(([key]) => PATCHED.includes(key))),
  toList: ({ items }) => items,
  toTexts: ({ name, description }) => ({ name: text(name), description: nullable(description ?? null) }),
  keyOf: ({ id }) => ({ oid: String(id) }),
  own: () => ({
    experienceEndpointIds: ['58b9d743cbfafe1be675744b'],
    groupTags: { floor: '8' },
    deviceIds: ['58b9d743cbfafe1be675744d'],
    deviceTags: [{ key: 'site', value: 'a' }, { key: 'site' }],
    deviceQueryJson: '{ "$nor": [] }',
  }),
  members: {
    kind: 'person',
    path: ({ oid }) => `${APPLICATION}/experience/users?experienceGroupId=${oid}`,
    toList: ({ items }) => items,
    toName: ({ email }) => email,
    writing: {
      adding: `${APPLICATION}/experience/users`,
      nameOf: (n) => `user-${n}@example.com`,
      toBody: (email, { oid }) => ({ email, password: 'password', experienceGroupIds: [oid] }),
      clear: ({ oid }) => ({
        method: 'PATCH',
        path: `${APPLICATION}/experience/groups/${oid}`,
        json: { experienceUserIds: [] },
      }),
    },
  },
  count: ({ experienceUserIds }) => Array.isArray(experienceUserIds) && experienceUserIds.length,
}
