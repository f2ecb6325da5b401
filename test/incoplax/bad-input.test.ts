import assert from 'node:assert/strict'
import fc from 'fast-check'
import { eventsAfter } from '../../src/core/queries.ts'
import { jsonDepthMax } from '../../src/http/body.ts'
import {
  type Answer,
  type Api,
  asked,
  assertError,
  at,
  C,
  COMBINED,
  CURRENT,
  G,
  G101,
  good,
  idOf,
  incoplaxTest,
  listed,
  membersOf,
  operatorOf,
  opts,
  SESSIONS,
} from './client.ts'

/** All that happened until now. */
async function events(api: Api): Promise<number> {
  return (await eventsAfter(api.running.store, await operatorOf(api), 0)).length
}

/** Whether these requests are refused, and nothing is changed by them. */
async function assertRefused(api: Api, work: () => AsyncGenerator<Answer>, statuses = [400]): Promise<void> {
  const before = await events(api)
  for await (const answer of work()) {
    assert.ok(statuses.includes(answer.status), `${answer.status} ${answer.text}`)
    assertError(answer, answer.status)
  }
  assert.equal(await events(api), before)
}

const GROUPS: readonly unknown[] = [
  { name: '' },
  { name: null },
  { name: 5 },
  { name: ['x'] },
  { name: 'x'.repeat(1025) },
  { name: 'a\0b' },
  { name: '\ud800' },
  { name: 'x', code: 5 },
  { name: 'x', code: 'c'.repeat(256) },
  { name: 'x', code: 'a\0' },
  { name: 'x', shortname: {} },
  { name: 'x', shortname: 'x'.repeat(1025) },
  { name: 'x', id: 'no-id' },
  { name: 'x', id: 5 },
  { name: 'x', opts: 5 },
  { name: 'x', opts: [] },
  { name: 'x', opts: { title: 1 } },
  { name: 'x', opts: { comment: false } },
  { name: 'x', opts: { comment: 'x'.repeat(32768) } },
  { name: 'x', opts: { priority: 1.5 } },
  { name: 'x', opts: { priority: '5' } },
  { name: 'x', opts: { priority: 2 ** 31 } },
  { name: 'x', opts: { abonents: 5 } },
  { name: 'x', opts: { abonents: [0] } },
  { name: 'x', opts: { abonents: [-1] } },
  { name: 'x', opts: { abonents: [1.5] } },
  { name: 'x', opts: { abonents: [null] } },
  { name: 'x', opts: { abonents: [2 ** 31] } },
  { name: 'x', opts: { abonents: [2 ** 31 - 1] } },
  { name: 'x', ext: 5 },
  { name: 'x', ext: { a: 'a\0' } },
  { name: 'x', ext: { a: 'x'.repeat(70000) } },
]

const CONTACTS: readonly unknown[] = [
  { displayname: '' },
  { displayname: null },
  { displayname: 'x'.repeat(1025) },
  { number: 5 },
  { number: '' },
  { number: null },
  { email: 5 },
  { email: 'x'.repeat(1025) },
  { mobile2: [] },
  { photo: 'x'.repeat(32769) },
  { department: 'a\0' },
  { autokey: 99 },
  { autokey: '1' },
  { autokey: 0 },
  { id: 'x' },
  { opts: { groups: 'a' } },
  { opts: { groups: [5] } },
  { opts: { groups: [''] } },
  { opts: { groups: ['c'.repeat(256)] } },
  { opts: { groups: ['a\0'] } },
  { opts: { priority: 'high' } },
  { opts: { priority: 1.5 } },
  { ext: [] },
]

const BODIES = ['', '{', '[]', '[{}]', '"x"', '5', 'null', 'true', '{}x', '[['.repeat(jsonDepthMax)]

incoplaxTest('bad input: a body that is none is refused, and changes nothing', async (api) => {
  const contact = await idOf(api, 5)
  await assertRefused(api, async function* () {
    for (const text of BODIES) {
      for (const path of [G, C]) yield await api.send('POST', path, { text })
      for (const path of [at(G, G101), at(C, contact)]) yield await api.send('PATCH', path, { text })
    }
  })
})

incoplaxTest('bad input: a field that cannot be is refused by its name', async (api) => {
  const contact = await idOf(api, 5)
  await assertRefused(api, async function* () {
    for (const body of GROUPS) {
      yield await api.post(G, body)
      yield await api.patch(at(G, G101), body)
    }
    for (const body of CONTACTS) {
      yield await api.post(C, { displayname: 'x', number: '1', ...Object(body) })
      yield await api.patch(at(C, contact), body)
    }
  })
  assertError(await api.post(G, { name: 'x', opts: { priority: '5' } }), 400, `Invalid field 'opts.priority'`)
  assertError(
    await api.post(G, { name: 'x', opts: { abonents: [2 ** 31 - 1] } }),
    400,
    `Invalid field 'opts.abonents'`,
  )
})

incoplaxTest('bad input: a refused PATCH changes nothing on either side', async (api) => {
  const contact = await idOf(api, 5)
  const bad = { name: 'other', code: '007', opts: { abonents: [27], priority: 5 } }
  await assertRefused(api, async function* () {
    yield await api.patch(at(G, G101), bad)
    yield await api.patch(at(G, G101), { ...bad, code: 'new', ext: { a: '\0' } })
    yield await api.patch(at(C, contact), { displayname: 'x', opts: { groups: ['new'], priority: '1' } })
  }, [400, 409])
  assert.deepEqual(await membersOf(api, G101), [1, 5])
  assert.deepEqual(opts(good(await api.get(at(C, contact)))).groups, ['007', '101'])
})

incoplaxTest('bad input: another type of body is not spoken', async (api) => {
  await assertRefused(api, async function* () {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'json']) {
      yield await api.post(G, { name: 'x' }, { type })
      yield await api.patch(at(G, G101), { name: 'x' }, { type })
      yield await api.lookup(G, '101', { type })
    }
  }, [415])
  for (const type of [null, 'application/json', 'Application/JSON;charset=UTF-8', 'application/vnd.x+json']) {
    good(await api.patch(at(G, G101), {}, { type }))
  }
})

incoplaxTest('bad input: parameters that are none are refused by their names', async (api) => {
  const bad = [
    ['limit', ['-1', 'x', '1e3', '1.0', '', ' 1']],
    ['offset', ['-1', 'x', '', '0x1']],
    ['flat', ['maybe', 'TRUE!', '2']],
    ['order', ['[', '{"name":"up"}', '[5]', '[["name"]]', 'nothing', '["opts"]', '[null]']],
    ['filter', [
      '{',
      '[]',
      '["&&"]',
      '["=="]',
      '{"nothing":1}',
      '{"code":{"a":1}}',
      '"code"',
      '["==","code"]',
    ]],
  ] as const
  for (const path of [G, C]) {
    for (const [name, values] of bad) {
      for (const value of values) {
        const answer = await api.get(asked(path, { [name]: value }))
        assert.equal(answer.status, 400, `${name}=${value}`)
        assertError(answer, 400)
        assert.match(String(answer.object.error_message), new RegExp(`'${name}'`))
      }
    }
  }
  assertError(await api.get(`${COMBINED}?filter={"code":"1"}`), 400)
  assertError(await api.get(`${at(G, G101)}?flat=x`), 400)
  listed(await api.get(`${COMBINED}?order=nothing&flat=x&mask=%00`))
  listed(await api.get(`${G}?nothing=1&limit=x&limit=2`))
  assert.equal(listed(await api.get(`${G}?limit=2&limit=1`)).length, 1)
})

incoplaxTest('bad input: a filter that is too large is refused', async (api) => {
  let deep: unknown = ['==', 'code', '1']
  for (let level = 0; level < 60; level++) deep = ['!', deep]
  const wide = ['||', ...Array.from({ length: 600 }, (_, n) => ['==', 'code', `${n}`])]
  for (const filter of [deep, wide, { id: Array.from({ length: 1500 }, (_, n) => `${n}`) }]) {
    for (const path of [G, C]) assertError(await api.get(asked(path, { filter })), 400)
  }
})

incoplaxTest('bad input: a body over the limit is refused', async (api) => {
  const text = JSON.stringify({ name: 'x'.repeat(2000) })
  assertError(await api.send('POST', G, { text }), 413, 'Request too large')
  assertError(await api.send('PATCH', at(G, G101), { text }), 413, 'Request too large')
}, { config: { bodyBytesMax: 1000 } })

incoplaxTest('bad input: no request breaks the server, whatever it is', async (api) => {
  const contact = await idOf(api, 5)
  const paths = [
    G,
    C,
    COMBINED,
    at(G, G101),
    at(C, contact),
    at(G, 'x'),
    SESSIONS,
    CURRENT,
    `${G}/%ff`,
    `${C}/%00`,
  ]
  const parameters = ['filter', 'order', 'limit', 'offset', 'mask', 'flat']
  const words = fc.constantFrom(
    'code',
    'opts.priority',
    'ext.ct',
    'ext.a.b',
    'opts.groups',
    'key',
    '==',
    '!',
    '&&',
    '<',
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      words,
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('any'), { maxLength: 4 }),
    object: fc.dictionary(fc.oneof(words, fc.constantFrom('name', 'opts', 'ext', 'id')), tie('any'), {
      maxKeys: 4,
    }),
  })).any
  const request = fc.record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'PATCH', 'LOOKUP', 'DELETE'),
    path: fc.constantFrom(...paths),
    query: fc.dictionary(fc.constantFrom(...parameters), value, { maxKeys: 3 }),
    body: value,
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, body }) => {
      const isRead = method === 'GET' || method === 'DELETE'
      if (method === 'DELETE' && !path.includes('x')) return
      const url = Object.keys(query).length === 0 ? path : asked(path, query)
      const answer = await api.send(method, url, isRead ? {} : { json: body })
      assert.ok(answer.status < 500, `${method} ${url} ${JSON.stringify(body)}: ${answer.text}`)
      if (answer.status >= 400) assertError(answer, answer.status)
    }),
    { numRuns: 400 },
  )
})
