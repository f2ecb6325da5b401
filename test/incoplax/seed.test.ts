import assert from 'node:assert/strict'
import { type RawRequest, sendRaw } from '../raw-http.ts'
import { type Api, C, G, G007, G101, incoplaxTest, listed, OPERATOR, opts } from './client.ts'

const TYPE = 'application/json; charset=utf-8'

/** The requests of the page "Contact groups", of which only the host is another; it names no credential. */
function send({ running }: Api, method: string, path: string, body?: string) {
  const request: RawRequest = {
    method,
    path,
    headers: [
      'Host: $HOST',
      `Authorization: Bearer ${OPERATOR}`,
      ...(body === undefined
        ? []
        : [`Content-Type: ${TYPE}`, `Content-Length: ${new TextEncoder().encode(body).length}`]),
    ],
    ...(body === undefined ? {} : { body }),
  }
  return sendRaw(running.url, request)
}

/** All that the demo loads. */
const DEMO = { fixtures: ['incoplax', 'hive', 'losant', 'lox24', 'superoffice'] }

/** The page's body of a creation; the demo has a group 101 already, so it is 102. */
const CREATION = `{
"code": "102",
"name": "group number 101",
"shortname": "G.101",
"opts": {
"abonents": [ 1, 5 ],
"priority": 101
}
}`

const ENTITY = {
  id: G101,
  code: '101',
  name: 'group number 101',
  shortname: 'G.101',
  opts: { title: '', comment: '', abonents: [1, 5], abonentcount: 2, priority: 101 },
  ext: { ct: '2019-08-29T08:08:32.60Z', lwt: '2019-08-29T08:08:32.60Z' },
}

incoplaxTest("seed: every request of the page gets the page's answer", async (api) => {
  const list = await send(api, 'GET', `${G}?offset=0&limit=2`)
  assert.equal(list.headers.get('content-type'), TYPE)
  assert.deepEqual(JSON.parse(list.body), [
    {
      id: G007,
      code: '007',
      name: 'group number 007',
      shortname: 'G.007',
      opts: { abonentcount: 3, priority: 1000 },
      ext: { ct: '2019-08-29T08:07:36.24Z', lwt: '2019-08-29T08:07:36.24Z' },
    },
    { ...ENTITY, opts: { abonentcount: 2, priority: 101 } },
  ])
  const one = await send(api, 'GET', `${G}/${G101}`)
  assert.deepEqual([one.status, JSON.parse(one.body)], [200, ENTITY])
  const found = await send(api, 'LOOKUP', G, '"101"')
  assert.deepEqual([found.status, found.body], [200, `["${G101}"]`])
  const none = await send(api, 'LOOKUP', G, '"no-such"')
  assert.deepEqual([none.status, JSON.parse(none.body)], [404, {
    error_code: 1404,
    error_message: 'Lookup failed',
  }])
  const made = await send(api, 'POST', G, CREATION)
  const { id, ext, ...rest } = JSON.parse(made.body)
  assert.equal(made.status, 200)
  assert.deepEqual(rest, { code: '102', name: ENTITY.name, shortname: 'G.101', opts: ENTITY.opts })
  assert.equal(ext.ct, ext.lwt)
  const patch = JSON.stringify({
    ...ENTITY,
    opts: { ...ENTITY.opts, abonents: [1, 5, 15, 27], priority: 98 },
  })
  const patched = JSON.parse((await send(api, 'PATCH', `${G}/${G101}`, patch)).body)
  assert.deepEqual(patched, {
    ...ENTITY,
    opts: { ...ENTITY.opts, abonents: [1, 5, 15, 27], abonentcount: 4, priority: 98 },
    ext: { ct: ENTITY.ext.ct, lwt: patched.ext.lwt },
  })
  assert.notEqual(patched.ext.lwt, ENTITY.ext.lwt)
  assert.equal((await send(api, 'DELETE', `${G}/${id}`)).status, 204)
  assert.equal((await send(api, 'GET', `${G}/${id}`)).status, 404)
}, DEMO)

incoplaxTest('the demo shows the people of every dialect as contacts', async (api) => {
  const list = listed(await api.get(C))
  assert.deepEqual(list.slice(0, 4).map(({ autokey }) => autokey), [1, 5, 15, 27])
  assert.deepEqual(opts(list[0]!).groups, ['007', '101'])
}, DEMO)
