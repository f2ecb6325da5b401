import assert from 'node:assert/strict'
import { exchange } from '../support.ts'
import { assertError, FULL, G, good, GROUP, GROUPS, HOME, losantTest, MORE } from './client.ts'

const METHODS = 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'
const HEADERS = 'Accept,Content-Type,X-Amz-Date,Authorization,Accept-Version,losantdomain'
const ORIGIN = 'http://localhost:3000'

losantTest('case 56: versions, domains and unknown parameters change nothing', async (api) => {
  const plain = (await api.get(GROUP)).text
  for (const version of ['^1.20.1', '^9.0.0', '^2.0.0', 'nonsense']) {
    assert.equal((await api.get(GROUP, { headers: { 'accept-version': version } })).text, plain)
  }
  assert.equal((await api.get(GROUP, { headers: { losantdomain: 'example.com' } })).text, plain)
  assert.equal((await api.get(`${GROUP}?unknown=1&includeTotalDeviceIds=true`)).text, plain)
  for (const accept of ['application/json', 'text/html', 'application/xml;q=0.1', '']) {
    assert.equal((await api.get(GROUP, { headers: { accept } })).text, plain)
  }
})

losantTest(
  'case 57: a method that a path does not have is 405, before the token is looked at',
  async (api) => {
    const cases = [
      ['PUT', GROUP],
      ['POST', GROUP],
      ['PATCH', GROUPS],
      ['DELETE', GROUPS],
      ['PUT', `${HOME}/tokens`],
      ['GET', '/auth/user'],
      ['POST', '/auth/ssoDomain'],
    ] as const
    for (const [method, path] of cases) {
      for (const token of [FULL, null]) {
        const answer = await api.send(method, path, { token })
        assertError(answer, 405, 'MethodNotAllowed', `${method} is not allowed`)
        assert.ok(answer.headers.get('allow'))
      }
    }
  },
)

losantTest('frame: HEAD is not allowed, and says so without a body', async (api) => {
  const answer = await api.send('HEAD', GROUP)
  assert.deepEqual([answer.status, answer.text], [405, ''])
  assert.equal(answer.headers.get('allow'), 'DELETE, GET, PATCH')
})

losantTest('case 58: OPTIONS is answered at every path, without a token', async (api) => {
  const paths = [
    GROUP,
    GROUPS,
    '/applications',
    '/applications/x/y/z',
    '/auth',
    `${HOME}/tokens`,
    '/auth/user',
  ]
  for (const path of paths) {
    const answer = await api.send('OPTIONS', path, { token: null, headers: { origin: ORIGIN } })
    assert.deepEqual([answer.status, answer.text], [204, ''], path)
    assert.equal(answer.headers.get('access-control-allow-methods'), METHODS)
    assert.equal(answer.headers.get('access-control-allow-headers'), HEADERS)
    assert.equal(answer.headers.get('access-control-max-age'), '86400')
    assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN)
    assert.equal(answer.headers.get('vary'), 'origin')
  }
  const plain = await api.send('OPTIONS', GROUP, { token: null })
  assert.equal(plain.headers.get('access-control-allow-origin'), '*')
})

losantTest('frame: every answer may be read by the page that asked, an error too', async (api) => {
  for (const path of [GROUP, `${GROUPS}/x`, '/applications/x/y/z']) {
    const { headers } = await api.get(path, { headers: { origin: ORIGIN } })
    assert.equal(headers.get('access-control-allow-origin'), ORIGIN)
    assert.equal(headers.get('vary'), 'origin')
  }
  assert.equal((await api.get(GROUP)).headers.get('access-control-allow-origin'), '*')
})

losantTest("frame: the operator's origins are not asked: the vendor has a rule of its own", async (api) => {
  const headers = { origin: ORIGIN, 'access-control-request-method': 'PATCH' }
  const preflight = await api.send('OPTIONS', GROUP, { token: null, headers })
  assert.equal(preflight.headers.get('access-control-allow-methods'), METHODS)
  const answer = await api.get(GROUP, { headers })
  assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN)
  assert.equal(answer.headers.get('vary'), 'origin')
  const elsewhere = await fetch(`${api.running.url}/groups`, { headers: { origin: ORIGIN } })
  assert.equal(elsewhere.headers.get('access-control-allow-origin'), null)
  await elsewhere.body?.cancel()
}, { config: { corsOrigins: ['https://example.com'] } })

losantTest('frame: a slash at the end is the same resource', async (api) => {
  assert.equal((await api.get(`${GROUP}/`)).text, (await api.get(GROUP)).text)
  assert.equal((await api.get(`${GROUPS}/?page=0`)).status, 200)
})

losantTest('frame: a path that is not there is 404, with and without a token', async (api) => {
  const paths = [
    '/applications',
    '/applications//experience/groups',
    `${HOME}/devices`,
    `${HOME}/Experience/groups`,
    `${GROUP}/members`,
    `${HOME}/experience/groups/detailedSummary/x`,
    '/auth',
    '/auth/users',
  ]
  for (const path of paths) {
    for (const token of [FULL, null]) {
      assertError(await api.get(path, { token }), 404, 'NotFound', `${path} does not exist`)
    }
  }
})

losantTest('frame: a body is JSON whatever its type says, and DELETE and GET need none', async (api) => {
  for (const type of ['application/json', 'application/json;charset=utf-8', 'text/plain', null]) {
    good(await api.patch(GROUP, { name: 'x' }, { type }))
  }
  good(await api.get(GROUP, { type: 'application/json' }))
  const id = String(good(await api.post(GROUPS, { name: 'gone' }), 201).id)
  good(await api.send('DELETE', `${GROUPS}/${id}`, { text: '{}' }))
  good(await api.send('DELETE', `${GROUPS}/${G}`, { type: 'application/json' }))
})

losantTest('frame: JSON that is none is told before the path is looked at', async (api) => {
  for (
    const text of ['{"name":', '{', 'nonsense', '{"a":1}}', '[1,]', "{'a':1}", '\ufeff{}x', '['.repeat(100)]
  ) {
    const answer = await api.send('PATCH', GROUP, { text })
    assertError(answer, 400, 'InvalidContent', /^Invalid JSON: ./)
    assert.equal(answer.object.code, 'InvalidContent')
  }
  assertError(await api.send('PATCH', `${GROUPS}/x`, { text: '{', token: null }), 400, 'InvalidContent')
})

losantTest('frame: a body over the limit is 413, and 256 KiB pass', async (api) => {
  const text = JSON.stringify({ name: 'x', ' ': 'x'.repeat(300_000) })
  const { type, message } = (await api.send('PATCH', GROUP, { text })).object
  assert.deepEqual([type, message], ['RequestEntityTooLarge', 'Request entity too large.'])
  const passing = `${' '.repeat(256 * 1024)}{"name":"x"}`
  good(await api.send('PATCH', GROUP, { text: passing }))
}, { config: { bodyBytesMax: 290_000 } })

losantTest("frame: odd headers, methods and paths are never the server's fault", async (api) => {
  const { url, lines } = api.running
  const host = new URL(url).host
  const requests = [
    `GET ${GROUP}%ff HTTP/1.1`,
    `GET ${GROUPS}/%00 HTTP/1.1`,
    `GET ${GROUPS}?query=%ff%fe HTTP/1.1`,
    `GET ${GROUPS}?page=1&page=2&page HTTP/1.1`,
    `GET ${GROUPS}?%=& HTTP/1.1`,
    `GET /applications/${'a'.repeat(8000)} HTTP/1.1`,
    `FOO ${GROUP} HTTP/1.1`,
    `GET /auth/%2e%2e/user HTTP/1.1`,
    `POST /auth/user HTTP/1.1`,
  ]
  const odd = [
    `Authorization: Bearer ${FULL}`,
    'Authorization: Bearer \u00e9\u00ff',
    `Authorization: Bearer ${FULL}\r\nAuthorization: Bearer other`,
    'Authorization: \t',
    'Origin: nonsense; x',
    'Accept-Version: \u00ff',
    'Content-Type: \u00ff/x',
  ]
  for (const line of requests) {
    for (const header of odd) {
      const text = `${line}\r\nHost: ${host}\r\n${header}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
      const answer = await exchange({ url, parts: [text] })
      assert.match(answer, /^HTTP\/1\.1 [234]\d\d /, `${line} ${header}`)
    }
  }
  assert.deepEqual(lines.filter((one) => one.includes('internal')), [])
}, { fixtures: MORE })
