import { JSON_TYPES, nullable, type Speaker, text } from './speaker.ts'

export const lox24: Speaker = {
  name: 'lox24',
  fixture: 'lox24',
  headers: { ...JSON_TYPES, 'x-lox24-auth-token': '1234567:e3f3a759b6677959b6ebfcxxxxxxxxxx' },
  takes: { name: 50, description: 255 },
  shows: { name: 50, description: 255 },
  groups: '/groups',
  page: (page) => `/groups?page=${page}`,
  group: ({ number }) => `/groups/${number}`,
  change: 'PUT',
  toBody: ({ name, description }) => ({ name, description }),
  toTexts: ({ name, description }) => ({ name: text(name), description: nullable(description) }),
  keyOf: ({ id }) => ({ number: Number(id) }),
  own: () => ({ name_a: 'first', name_b: null, name_c: 'third', deleted_at: '2099-12-31T23:59:59+00:00' }),
  members: {
    kind: 'phone',
    path: ({ number }) => `/groups/${number}/phones`,
    toName: ({ phone }) => phone,
    writing: {
      nameOf: (n) => `+4917${1_000_000_000 + n}`,
      toBody: (phone) => ({ phone }),
      clear: ({ number }, { name }) => ({
        method: 'PUT',
        path: `/groups/${number}`,
        json: { name, phones: [] },
      }),
    },
  },
  count: (body) => body.count_items,
  ending: (at) => ({ deleted_at: new Date(at).toISOString().replace('.000Z', '+00:00') }),
}
