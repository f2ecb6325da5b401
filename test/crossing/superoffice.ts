import { JSON_TYPES, nullable, type Speaker, text } from './speaker.ts'

export const superoffice: Speaker = {
  name: 'superoffice',
  fixture: 'superoffice',
  headers: { ...JSON_TYPES, 'accept-language': '', 'authorization': 'Basic dGplMDpUamUw' },
  takes: { name: 239, description: 254 },
  shows: { name: Infinity, description: Infinity },
  groups: '/api/v1/List',
  page: (page) => page === 1 ? '/api/v1/List' : null,
  group: ({ number }) => `/api/v1/List/${number}`,
  change: 'PATCH',
  toBody: ({ name, description }) => ({ Name: name, Tooltip: description }),
  toTexts: ({ Name, Tooltip, Deleted }) =>
    Deleted === true ? undefined : { name: text(Name), description: nullable(Tooltip) },
  keyOf: ({ Id }) => ({ number: Number(Id) }),
  own: () => ({ UseGroupsAndHeadings: true }),
  members: {
    kind: 'item',
    path: ({ number }) => `/api/v1/List/${number}/Items`,
    toName: ({ Name }) => Name,
    writing: {
      nameOf: (n) => `item ${n}`,
      toBody: (name) => ({ Name: name }),
      clear: ({ number }) => ({ method: 'DELETE', path: `/api/v1/List/${number}/Items` }),
    },
  },
  rank: { toBody: (rank) => ({ Rank: rank }), toRank: ({ Rank }) => Rank, none: 0 },
  restored: { Deleted: false },
}
