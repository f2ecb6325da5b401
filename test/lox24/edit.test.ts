import assert from 'node:assert/strict'
import {
  assertError,
  assertLinked,
  assertPlain,
  assertViolations,
  BLANK,
  GROUP,
  lox24Test,
  NOW,
  TOKEN,
  tooLong,
} from './client.ts'
import { sendRaw } from '../raw-http.ts'

const SAMPLE = {
  name: 'My Clients',
  description: 'Best clients',
  name_a: 'prefix',
  name_b: 'name',
  name_c: 'datetime',
  name_d: 'price',
  name_e: 'something_else',
}

const KEYS = [
  'id',
  'name',
  'description',
  'name_a',
  'name_b',
  'name_c',
  'name_d',
  'name_e',
  'count_items',
  'deleted_at',
]

const RENAME = { name: 'New group name' }

lox24Test("case 1: the seed's seven fields are put", async (api) => {
  const answer = await api.put(GROUP, {
    ...SAMPLE,
    name: 'Your Clients',
    description: 'Other clients',
    name_d: 'cost',
  })
  assertPlain(answer, 200)
  assert.equal(answer.headers.get('content-location'), GROUP)
  assert.equal(answer.headers.get('location'), null)
  assert.deepEqual(answer.object, {
    id: 12344,
    ...SAMPLE,
    name: 'Your Clients',
    description: 'Other clients',
    name_d: 'cost',
    count_items: 0,
    deleted_at: null,
  })
  assert.deepEqual((await api.put(GROUP, SAMPLE)).object, {
    id: 12344,
    ...SAMPLE,
    count_items: 0,
    deleted_at: null,
  })
})

lox24Test('case 2: the answer has exactly the ten keys, in order', async (api) => {
  assert.deepEqual(Object.keys((await api.put(GROUP, SAMPLE)).object), KEYS)
})

lox24Test('case 3: a name alone renames', async (api) => {
  const answer = await api.put(GROUP, RENAME)
  assertPlain(answer, 200)
  assert.equal(answer.object.name, 'New group name')
})

lox24Test('case 4: a rename keeps the other fields', async (api) => {
  await api.put(GROUP, RENAME)
  const answer = await api.get(GROUP)
  assertPlain(answer, 200)
  assert.deepEqual(answer.object, { id: 12344, ...SAMPLE, ...RENAME, count_items: 0, deleted_at: null })
})

lox24Test('case 5: a charset beside the content type is welcome', async (api) => {
  const answer = await api.put(GROUP, { name: 'New group name Clients' }, {
    type: 'application/json; charset=utf-8',
  })
  assertPlain(answer, 200)
  assert.equal(answer.object.name, 'New group name Clients')
})

lox24Test('case 6: JSON-LD has @id and @type and no phones', async (api) => {
  const answer = await api.put(GROUP, RENAME, { accept: 'application/ld+json' })
  assertLinked(answer, 200)
  assert.deepEqual(Object.keys(answer.object), ['@context', '@id', '@type', ...KEYS])
})

lox24Test('case 7: JSON-LD names context, address and type', async (api) => {
  const answer = await api.put(GROUP, RENAME, { accept: 'application/ld+json' })
  assert.partialDeepStrictEqual(answer.object, {
    '@context': '/contexts/groups',
    '@id': '/groups/12344',
    '@type': 'groups',
    id: 12344,
  })
})

lox24Test('case 8: without Accept, and with an asterisk, the answer is JSON-LD', async (api) => {
  assertLinked(await api.put(GROUP, RENAME, { accept: '*/*' }), 200)
  const body = JSON.stringify(RENAME)
  const answer = await sendRaw(api.running.url, {
    method: 'PUT',
    path: GROUP,
    headers: [
      'Host: $HOST',
      'Content-Type: application/json',
      `X-LOX24-AUTH-TOKEN: ${TOKEN}`,
      `Content-Length: ${body.length}`,
    ],
    body,
  })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'application/ld+json; charset=utf-8')
})

lox24Test('case 9: an absent group is not found, and not made', async (api) => {
  assertError(await api.put('/groups/99999999', RENAME), 404, 'Resource not found')
  assertError(await api.get('/groups/99999999'), 404, 'Resource not found')
})

lox24Test('case 14: broken JSON is a syntax error', async (api) => {
  assertError(await api.send('PUT', GROUP, { text: '{"name":' }), 400, 'Syntax error')
})

lox24Test('case 15: a name of 51 characters is too long', async (api) => {
  const answer = await api.put(GROUP, { name: 'x'.repeat(51) })
  assertViolations(answer, [`name: ${tooLong(50)}`])
  assert.match(answer.text, /50 characters/)
})

lox24Test('case 16: a name of 50 characters fits, whatever characters they are', async (api) => {
  for (const name of ['x'.repeat(50), 'ü'.repeat(50), '🙂'.repeat(50)]) {
    const answer = await api.put(GROUP, { name })
    assertPlain(answer, 200)
    assert.equal(answer.object.name, name)
  }
})

lox24Test('case 17: an empty name is blank', async (api) => {
  assertViolations(await api.put(GROUP, { name: '' }), [`name: ${BLANK}`])
})

lox24Test('case 18: a missing name is blank', async (api) => {
  assertViolations(await api.put(GROUP, { description: 'x' }), [`name: ${BLANK}`])
})

lox24Test('case 19: a name that is a number has the wrong type', async (api) => {
  const answer = await api.put(GROUP, { name: 5 })
  assertError(answer, 400, 'The type of the "name" attribute must be "string", "integer" given.')
})

lox24Test('case 20: a description has 255 characters at most', async (api) => {
  const long = await api.put(GROUP, { ...RENAME, description: 'x'.repeat(256) })
  assertViolations(long, [`description: ${tooLong(255)}`])
  const answer = await api.put(GROUP, { ...RENAME, description: 'x'.repeat(255) })
  assertPlain(answer, 200)
  assert.equal(answer.object.description, 'x'.repeat(255))
})

lox24Test('case 21: null clears, and the keys stay', async (api) => {
  const answer = await api.put(GROUP, { ...RENAME, description: null, name_b: null })
  assertPlain(answer, 200)
  assert.deepEqual(Object.keys(answer.object), KEYS)
  assert.partialDeepStrictEqual(answer.object, { description: null, name_a: 'prefix', name_b: null })
})

lox24Test('case 22: a column title has 50 characters at most', async (api) => {
  const answer = await api.put(GROUP, { ...RENAME, name_c: 'x'.repeat(51) })
  assertViolations(answer, [`name_c: ${tooLong(50)}`])
})

lox24Test('case 23: two violations are told in one answer, in two lines', async (api) => {
  const answer = await api.put(GROUP, { name: 'x'.repeat(51), description: 'x'.repeat(256) })
  assertViolations(answer, [`name: ${tooLong(50)}`, `description: ${tooLong(255)}`])
})

lox24Test('case 24: id and count_items are ignored', async (api) => {
  const answer = await api.put(GROUP, { ...RENAME, id: 1, count_items: 77 })
  assertPlain(answer, 200)
  assert.partialDeepStrictEqual(answer.object, { id: 12344, count_items: 0 })
})

lox24Test('case 25: a date in the future is kept', async (api) => {
  const answer = await api.put(GROUP, { ...RENAME, deleted_at: '2031-03-01T08:30:00Z' })
  assertPlain(answer, 200)
  assert.equal(answer.object.deleted_at, '2031-03-01T08:30:00+00:00')
  const again = await api.put(GROUP, { ...RENAME, deleted_at: '2031-03-01T10:30:00+02:00' })
  assert.equal(again.object.deleted_at, '2031-03-01T08:30:00+00:00')
  assert.equal((await api.put(GROUP, { ...RENAME, deleted_at: null })).object.deleted_at, null)
}, { now: NOW })

lox24Test('case 26: a date in the past cannot be followed', async (api) => {
  const answer = await api.put(GROUP, { name: 'Other', deleted_at: '2001-01-01T00:00:00Z' })
  assertError(answer, 422, /^deleted_at: /)
  assert.equal('violations' in answer.object, false)
  assert.equal((await api.get(GROUP)).object.name, 'My Clients')
})

lox24Test('case 27: a timestamp is no date', async (api) => {
  assertError(
    await api.put(GROUP, { ...RENAME, deleted_at: 1893456000 }),
    400,
    /"deleted_at".*"integer" given/,
  )
})

lox24Test('case 33: an unknown key is ignored', async (api) => {
  const answer = await api.put(GROUP, { ...RENAME, colour: 'red' })
  assertPlain(answer, 200)
  assert.deepEqual(Object.keys(answer.object), KEYS)
})

lox24Test('case 34: a body of another type, or of none, is not supported', async (api) => {
  const text = await api.put(GROUP, RENAME, { type: 'text/plain' })
  assertError(text, 415, /^The content-type "text\/plain" is not supported\. Supported MIME types are /)
  assertError(await api.put(GROUP, RENAME, { type: null }), 415, 'The "Content-Type" header must exist.')
})

lox24Test('put: what is put back as it was shown changes nothing', async (api) => {
  await api.put(GROUP, { ...RENAME, deleted_at: '2031-03-01T08:30:00Z', phones: [{ phone: '+4915550001' }] })
  const shown = await api.get(GROUP, { accept: 'application/ld+json' })
  const again = await api.put(GROUP, shown.object, { accept: 'application/ld+json' })
  assert.equal(again.text, shown.text)
}, { now: NOW })
