import assert from 'node:assert/strict'
import type { Token } from '../../core/directory.ts'
import { decodeTokenPost, fromWire, newFromWire, toWire } from './token.ts'

const application = '575ec8687ae143cd83dc4a97'

const token: Token = {
  secretHash: 'hash',
  oid: 'a'.repeat(24),
  directory: 1,
  login: null,
  purpose: 'bearer',
  name: 'x'.repeat(300),
  description: '',
  scopes: ['all.Application'],
  status: 'active',
  creator: { kind: 'token', oid: 'b'.repeat(24) },
  createdAt: 0,
  updatedAt: 1,
  expiresAt: 8.64e15,
  usedAt: null,
}

Deno.test('token: it is shown without its secret, unless that is given', () => {
  assert.deepEqual(Object.entries(toWire(token, application)), [
    ['id', 'a'.repeat(24)],
    ['apiTokenId', 'a'.repeat(24)],
    ['ownerId', application],
    ['ownerType', 'application'],
    ['creatorId', 'b'.repeat(24)],
    ['creatorType', 'apiToken'],
    ['name', 'x'.repeat(255)],
    ['description', ''],
    ['creationDate', '1970-01-01T00:00:00.000Z'],
    ['lastUpdated', '1970-01-01T00:00:00.001Z'],
    ['expirationDate', '9999-12-31T23:59:59.999Z'],
    ['scope', ['all.Application']],
    ['status', 'active'],
  ])
  assert.equal(toWire(token, application, 'secret').token, 'secret')
  const bare = toWire(
    { ...token, name: null, description: null, creator: null, expiresAt: null },
    application,
  )
  for (const key of ['name', 'description', 'creatorId', 'creatorType', 'expirationDate', 'token']) {
    assert.equal(key in bare, false, key)
  }
})

Deno.test('token: a new one may do all in its application and does not end, unless it says otherwise', () => {
  assert.deepEqual(newFromWire(decodeTokenPost({ name: 'a' })), {
    name: 'a',
    expiresAt: null,
    scopes: ['all.Application'],
  })
  const body = { name: 'a', scope: [], expirationDate: '2016-06-13T04:00:00Z', status: 'inactive' }
  assert.deepEqual(newFromWire(decodeTokenPost(body)), {
    name: 'a',
    expiresAt: 1465790400000,
    scopes: [],
    status: 'inactive',
  })
})

Deno.test('token: what equals the shown value is no change', () => {
  assert.deepEqual(fromWire({ name: 'x'.repeat(255), description: '' }, token), {})
  assert.deepEqual(fromWire({ name: 'y', status: 'inactive' }, token), { name: 'y', status: 'inactive' })
})
