import assert from 'node:assert/strict'
import { assertError, assertLinked, assertPlain, GROUP, lox24Test, TOKEN } from './client.ts'

const RENAME = { name: 'New group name' }

lox24Test('case 35: the method of the C# sample is not allowed', async (api) => {
  const answer = await api.post(GROUP, RENAME, { type: 'application/json; charset=utf-8' })
  assertError(answer, 405, 'Method Not Allowed')
  assert.deepEqual(answer.headers.get('allow')?.split(', ').sort(), ['DELETE', 'GET', 'HEAD', 'PUT'])
  assert.equal((await api.get(GROUP)).object.name, 'My Clients')
})

lox24Test('case 36: there is no PATCH', async (api) => {
  assertError(await api.send('PATCH', GROUP, { json: RENAME }), 405, 'Method Not Allowed')
})

const OPERATIONS: readonly [method: string, path: string][] = [
  ['GET', '/groups'],
  ['POST', '/groups'],
  ['GET', GROUP],
  ['PUT', GROUP],
  ['DELETE', GROUP],
  ['GET', `${GROUP}/phones`],
  ['POST', `${GROUP}/phones`],
  ['POST', `${GROUP}/phones/batch`],
  ['GET', '/phones/1'],
  ['PUT', '/phones/1'],
  ['DELETE', '/phones/1'],
]

lox24Test(
  'case 37: a format that is not spoken is not acceptable, anywhere but in the export',
  async (api) => {
    const told = 'Requested format "application/xml" is not supported. ' +
      'Supported MIME types are "application/ld+json", "application/json".'
    for (const [method, path] of OPERATIONS) {
      const json = method === 'GET' || method === 'DELETE' ? undefined : RENAME
      const answer = await api.send(method, path, { json, accept: 'application/xml', token: null })
      assert.equal(answer.status, 406, `${method} ${path}`)
      assert.equal(answer.headers.get('content-type'), 'application/ld+json; charset=utf-8')
      assert.equal(answer.object['hydra:description'], told)
    }
    assert.equal((await api.get(`${GROUP}/file/csv`, { accept: 'application/xml' })).status, 200)
    assert.equal((await api.get(GROUP)).object.name, 'My Clients')
  },
)

lox24Test('case 38: what cannot be an id is not found', async (api) => {
  for (
    const id of ['abc', '0', '-1', '012344', '12344.0', '2147483648', '9'.repeat(400), '%2e', '12344%20']
  ) {
    assertError(await api.put(`/groups/${id}`, RENAME), 404, 'Resource not found')
    assertError(await api.get(`/phones/${id}`), 404, 'Resource not found')
  }
})

lox24Test('case 40: every answer has a request id of its own', async (api) => {
  const answers = [
    await api.get(GROUP),
    await api.get(GROUP),
    await api.get('/groups/1'),
    await api.get('/groups', { token: null }),
    await api.get('/groups/x/y/z'),
    await api.post(GROUP, {}),
    await api.delete(GROUP),
  ]
  const ids = answers.map((answer) => answer.headers.get('x-lox24-request-id') ?? '')
  for (const id of ids) assert.match(id, /^[0-9A-Za-z]{32}$/)
  assert.equal(new Set(ids).size, ids.length)
  assert.equal(answers.at(-1)?.status, 204)
})

lox24Test('case 66: an error in JSON has type, title and detail', async (api) => {
  const answer = await api.get('/groups/1')
  assertError(answer, 404, 'Resource not found')
  assert.deepEqual(Object.keys(answer.object), ['type', 'title', 'detail'])
  const blank = await api.put(GROUP, {})
  assert.deepEqual(Object.keys(blank.object), ['type', 'title', 'detail', 'violations'])
})

lox24Test('case 67: an error in JSON-LD has context, type, title and description', async (api) => {
  const answer = await api.get('/groups/1', { accept: 'application/ld+json' })
  assert.equal(answer.status, 404)
  assert.equal(answer.headers.get('content-type'), 'application/ld+json; charset=utf-8')
  assert.deepEqual(answer.object, {
    '@context': '/contexts/Error',
    '@type': 'hydra:Error',
    'hydra:title': 'An error occurred',
    'hydra:description': 'Resource not found',
  })
  const blank = await api.put(GROUP, {}, { accept: 'application/ld+json' })
  assert.partialDeepStrictEqual(blank.object, {
    '@context': '/contexts/ConstraintViolationList',
    '@type': 'ConstraintViolationList',
    'hydra:description': 'name: This value should not be blank.',
    violations: [{ propertyPath: 'name' }],
  })
})

lox24Test('paths: what is not routed is not found, whatever the method', async (api) => {
  const paths = [
    '/groups/',
    `${GROUP}/`,
    `${GROUP}/phone/batch`,
    `${GROUP}/phones/1`,
    '/phones',
    '/contexts/Error',
  ]
  for (const path of paths) {
    assertError(await api.send('PUT', path, { json: RENAME }), 404, 'Resource not found')
  }
  for (const path of paths) assertError(await api.get(path), 404, 'Resource not found')
})

lox24Test('paths: HEAD is GET without a body', async (api) => {
  for (const path of ['/groups', GROUP, `${GROUP}/phones`, `${GROUP}/file/csv`]) {
    const head = await api.send('HEAD', path)
    const get = await api.get(path)
    assert.equal(head.status, 200)
    assert.equal(head.text, '')
    assert.equal(head.headers.get('content-type'), get.headers.get('content-type'))
  }
})

lox24Test('paths: GET and DELETE ignore the content type that the samples send', async (api) => {
  assertPlain(await api.get(GROUP, { type: 'text/plain' }), 200)
  assert.equal((await api.delete(GROUP, { type: 'application/json' })).status, 204)
})

lox24Test('paths: the contexts of JSON-LD are public', async (api) => {
  for (const resource of ['groups', 'phones']) {
    const answer = await api.get(`/contexts/${resource}`, { token: null })
    assertLinked(answer, 200)
    assert.partialDeepStrictEqual(answer.object, {
      '@context': {
        '@vocab': `${api.running.url}/docs.jsonld#`,
        hydra: 'http://www.w3.org/ns/hydra/core#',
        id: `${resource}/id`,
      },
    })
  }
  assertError(await api.put('/contexts/groups', {}, { token: TOKEN }), 405)
})
