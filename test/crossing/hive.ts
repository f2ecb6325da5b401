import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import { JSON_TYPES, type Speaker, text, TOKEN } from './speaker.ts'

const BASE = '/api/v1/en_US'

/** There is no GET of a group: a PUT that names nothing changes nothing, and shows it. */
export const hive: Speaker = {
  name: 'hive',
  fixture: 'hive',
  headers: { ...JSON_TYPES, 'x-auth': TOKEN },
  takes: { name: 1024, description: 32767 },
  shows: { name: Infinity, description: Infinity },
  groups: `${BASE}/group`,
  page: (page) => page === 1 ? `${BASE}/group-type/list` : null,
  group: ({ uuid }) => `${BASE}/group/${uuid}`,
  reading: { method: 'PUT', json: {} },
  change: 'PUT',
  toBody: ({ name, description }) => ({ name, description }),
  keeps: (description) => description || null,
  blank: '',
  toObject,
  toList: (body) => listOf(toObject(body).groupTypes).flatMap(({ groups }) => listOf(groups)),
  toTexts: ({ name, description }) => ({ name: text(name), description: text(description) }),
  keyOf: ({ id }) => ({ uuid: String(id) }),
  own: ({ number }) => ({
    slug: `Slug_${number}`,
    private: true,
    logoUrl: '/logo.png',
    postVoteControlVisible: true,
    typeId: 2,
  }),
  members: {
    kind: 'person',
    path: ({ uuid }) => `${BASE}/user/list/${uuid}?pageSize=100`,
    toList: (body) => toObject(body).members,
    toName: ({ email }) => email,
  },
}

/** Whether it was done is in the body. */
function toObject({ success, errors, object }: JsonObject): JsonObject {
  assert.deepEqual([success, errors], [true, []])
  return Object(object)
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value : []
}
