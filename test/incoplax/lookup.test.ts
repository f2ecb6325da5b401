import assert from 'node:assert/strict'
import { exchange } from '../support.ts'
import {
  assertError,
  at,
  C,
  COMBINED,
  CURRENT,
  G,
  G007,
  G101,
  incoplaxTest,
  make,
  OPERATOR,
  SESSIONS,
} from './client.ts'

const BEARER = `Authorization: Bearer ${OPERATOR}\r\n`
const JSON_TYPE = 'Content-Type: application/json; charset=utf-8\r\n'

/** A request as bytes; without `close` the connection stays. */
function raw(method: string, path: string, { body = '', headers = '', close = false } = {}): string {
  const length = headers.includes('chunked') ? '' : `Content-Length: ${body.length}\r\n`
  const end = close ? 'Connection: close\r\n' : ''
  return `${method} ${path} HTTP/1.1\r\nHost: x\r\n${BEARER}${JSON_TYPE}${headers}${length}${end}\r\n${body}`
}

function statuses(text: string): string[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status!)
}

incoplaxTest('cases 43, 44: the key is a JSON string, or a number that stands for one', async (api) => {
  for (const text of ['', '{}', '[]', '["101"]', 'null', 'true', '"101', '101 102', 'abc', '\ufeff"101"']) {
    assertError(await api.send('LOOKUP', G, { text, type: 'application/json' }), 400)
  }
  assert.deepEqual(JSON.parse((await api.lookup(G, 101)).text), [G101])
  assert.deepEqual(JSON.parse((await api.send('LOOKUP', G, { text: ' "101" \n', type: null })).text), [G101])
  assertError(await api.lookup(G, 7), 404, 'Lookup failed')
  assertError(await api.lookup(G, ''), 404, 'Lookup failed')
  assertError(await api.lookup(G, '101', { type: 'text/plain' }), 415, 'Unsupported media type')
})

incoplaxTest("a key that is one group's id and another one's code finds both, the id first", async (api) => {
  const { id } = await make(api, G, { name: 'twin', code: G101 })
  assert.deepEqual(JSON.parse((await api.lookup(G, G101)).text), [G101, id])
  assert.deepEqual(JSON.parse((await api.lookup(G, G101.toUpperCase())).text), [G101])
  const own = await make(api, G, { name: 'own' })
  assert.deepEqual(JSON.parse((await api.lookup(G, own.code)).text), [own.id])
})

incoplaxTest('LOOKUP looks neither at the query nor at case that counts', async (api) => {
  assert.deepEqual(JSON.parse((await api.lookup(`${G}?limit=x&filter={`, '007')).text), [G007])
  await make(api, G, { name: 'x', code: 'aB' })
  for (const key of ['ab', 'AB', 'aB ', 'a*', '%']) {
    assertError(await api.lookup(G, key), 404, 'Lookup failed')
  }
})

incoplaxTest('case 45: LOOKUP on a connection that stays, and in chunks', async ({ running }) => {
  const parts = [
    raw('LOOKUP', G, { body: '"101"' }),
    raw('LOOKUP', G, { body: '"no"' }),
    raw('LOOKUP', G, { headers: 'Transfer-Encoding: chunked\r\n', body: '2\r\n"0\r\n3\r\n07"\r\n0\r\n\r\n' }),
    raw('GET', at(G, G101), { close: true }),
  ]
  const text = await exchange({ url: running.url, parts, pauseMs: 50 })
  assert.deepEqual(statuses(text), ['200', '404', '200', '200'])
  assert.ok(text.includes(`["${G101}"]`) && text.includes(`["${G007}"]`))
  const together = await exchange({ url: running.url, parts: [parts.join('')] })
  assert.deepEqual(statuses(together), ['200', '404', '200', '200'])
})

incoplaxTest('case 46: other methods are not spoken', async (api) => {
  const allowed = {
    [G]: 'GET, LOOKUP, POST',
    [at(G, G101)]: 'DELETE, GET, PATCH',
    [C]: 'GET, LOOKUP, POST',
    [COMBINED]: 'GET',
    [SESSIONS]: 'POST',
    [CURRENT]: 'DELETE, GET, PATCH',
  }
  for (const [path, allow] of Object.entries(allowed)) {
    for (const method of ['PUT', 'SEARCH', 'OPTIONS', 'CLEAR', 'SETUP', 'SYNC']) {
      const answer = await api.send(method, path)
      assertError(answer, 405, 'Method not allowed')
      assert.equal(answer.headers.get('allow'), allow)
    }
    const head = await api.send('HEAD', path)
    assert.deepEqual([head.status, head.headers.get('allow')], [405, allow])
  }
  const lower = await exchange({
    url: api.running.url,
    parts: [raw('lookup', G, { body: '"101"', close: true })],
  })
  assert.match(statuses(lower)[0] ?? '', /^40[05]$/)
  assertError(await api.send('LOOKUP', at(G, G101), { json: '101' }), 405, 'Method not allowed')
  assertError(await api.send('LOOKUP', COMBINED, { json: '101' }), 405, 'Method not allowed')
})

incoplaxTest("what is at no path of the vendor's is not found in its words", async (api) => {
  for (
    const path of ['/rest/v1', '/rest/v1/', '/rest/v1/addressbook', `${G}/x/y`, '/rest/v1/iam/users/current']
  ) {
    assertError(await api.get(path), 404, 'Not found')
  }
  assertError(await api.as(null).get('/rest/v1/nothing'), 404, 'Not found')
})
