import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sendRaw } from '../raw-http.ts'
import { type Api, type Ask, LIST, LISTS, superofficeTest } from './client.ts'

type Case = readonly [
  name: string,
  ask: Ask & { readonly method: string; readonly path: string },
  status: number,
]

function patch(json: unknown): Case[1] {
  return { method: 'PATCH', path: LIST, json }
}

function text(text: string, method = 'PATCH', path = LIST, type = 'application/json'): Case[1] {
  return { method, path, text, type }
}

function xml(body: string): Case[1] {
  return text(body, 'PUT', LIST, 'application/xml')
}

const list = (inner: string) => `<ListEntity>${inner}</ListEntity>`
const deep = (depth: number) => `{"Name":"x","Colour":${'['.repeat(depth)}${']'.repeat(depth)}}`
const BOMB = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
const WRONG = [5.5, [], {}, ['x'], { x: 1 }]
const TYPED: Readonly<Record<string, readonly unknown[]>> = {
  Name: WRONG.slice(1),
  Tooltip: WRONG.slice(1),
  Rank: [...WRONG, 'x', true, '', '1.5', 2147483648, -2147483649, 65536, -1, 1e300],
  Deleted: [...WRONG, 0, 1, 'yes', ''],
  UseGroupsAndHeadings: [...WRONG, 0, 1, 'no', ''],
}

const CASES: readonly Case[] = [
  ...Object.entries(TYPED).flatMap(([field, values]) =>
    values.flatMap((value): Case[] => [
      [`${field} as ${JSON.stringify(value)} in a merge patch`, patch({ [field]: value }), 400],
      [`${field} as ${JSON.stringify(value)} in a patch`, patch([{ op: 'add', path: field, value }]), 400],
      [
        `${field} as ${JSON.stringify(value)} in a list`,
        { method: 'PUT', path: LIST, json: { Name: 'x', [field]: value } },
        400,
      ],
    ])
  ),
  ...[null, 5, 'x', [], false].flatMap((body): Case[] => [
    [`a list of ${JSON.stringify(body)}`, { method: 'PUT', path: LIST, json: body }, 400],
    [`a new list of ${JSON.stringify(body)}`, { method: 'POST', path: LISTS, json: body }, 400],
  ]),
  ['a name of a million characters', patch({ Name: 'x'.repeat(1_000_000) }), 400],
  ['a tooltip of a million characters', patch({ Tooltip: 'x'.repeat(1_000_000) }), 400],
  ['a type of a list that is too long', {
    method: 'POST',
    path: LISTS,
    json: { Name: 'x', ListType: 'x'.repeat(240) },
  }, 400],
  ['a body that ends too soon', text('{"Name":"x"'), 400],
  ['two bodies', text('{"Name":"x"}{"Name":"y"}'), 400],
  ['U+0000 in a name', text('{"Name":"a\\u0000b"}'), 400],
  ['a lone surrogate in a name', text('{"Name":"a\\ud800b"}'), 400],
  ['a lone surrogate in a tooltip', text('[{"op":"add","path":"Tooltip","value":"\\udfff"}]'), 400],
  ['U+0000 in a new list', text('{"Name":"\\u0000"}', 'POST', LISTS), 400],
  ['a lone surrogate in the type of a list', text('{"Name":"x","ListType":"\\ud800"}', 'POST', LISTS), 400],
  ['U+0000 in a form', text('Name=%00', 'POST', LISTS, 'application/x-www-form-urlencoded'), 400],
  ['deep nesting', text(deep(100_000)), 400],
  ['deep nesting in a patch', text(`[{"op":"add","path":"eos","value":${deep(80)}}]`), 400],
  ['too many operations', patch(Array(10_001).fill({ op: 'add', path: 'eos', value: 1 })), 400],
  [
    'too many members',
    patch(Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`x${at}`, at]))),
    400,
  ],
  ['a path of many names', patch([{ op: 'add', path: '/x'.repeat(100), value: 1 }]), 400],
  ['a test of a list below itself', patch([{ op: 'test', path: '/Name/0', value: 'B' }]), 400],
  ['a list in XML that ends too soon', xml('<ListEntity><Name>x</Name>'), 400],
  ['XML without an element', xml('<?xml version="1.0"?>'), 400],
  ['XML with a document type', xml(BOMB + list('<Name>&b;</Name>')), 400],
  ['XML with an unknown entity', xml(list('<Name>&b;</Name>')), 400],
  ['XML with U+0000', xml(list('<Name>a&#0;b</Name>')), 400],
  ['XML with a surrogate', xml(list('<Name>&#xD800;</Name>')), 400],
  ['deep XML', xml('<a>'.repeat(50_000) + '</a>'.repeat(50_000)), 400],
  ['XML that is JSON', xml('{"Name":"x"}'), 400],
  ['XML with a rank that is none', xml(list('<Name>x</Name><Rank>x</Rank>')), 400],
  ['JSON that is XML', text(list('<Name>x</Name>'), 'PUT'), 400],
  ['a list in a type that is not spoken', text('Name: x', 'PUT', LIST, 'application/yaml'), 415],
  ['a new list in parts', text('x', 'POST', LISTS, 'multipart/form-data; boundary=x'), 415],
  ['an id beyond int32', { method: 'PATCH', path: `${LISTS}/2147483648`, json: { Name: 'x' } }, 400],
  ['an id beyond int64', { method: 'DELETE', path: `${LISTS}/18446744073709551616` }, 400],
  ['an id beyond all numbers', { method: 'GET', path: `${LISTS}/${'9'.repeat(400)}` }, 400],
  ['a broken escape in a name', { method: 'GET', path: `${LISTS}/%ff` }, 404],
  ['U+0000 in a name of the path', { method: 'GET', path: `${LISTS}/a%00b` }, 404],
  ['a name of the path that is too long', {
    method: 'PUT',
    path: `${LISTS}/${'x'.repeat(9000)}`,
    json: { Name: 'x' },
  }, 404],
]

async function stateOf(api: Api): Promise<string> {
  return (await api.get(`${LISTS}?includeDeleted=true`)).text
}

superofficeTest('bad input: each is refused with its status, and changes nothing', async (api) => {
  const before = await stateOf(api)
  for (const [name, { method, path, ...ask }, status] of CASES) {
    const answer = await api.send(method, path, ask)
    assert.equal(answer.status, status, `${name}: ${answer.text.slice(0, 300)}`)
    assert.ok('Message' in answer.object, name)
  }
  assert.equal(await stateOf(api), before)
})

const HEAD = ['Host: $HOST', 'Content-Type: application/json', 'Authorization: Basic dGplMDpUamUw']

superofficeTest('bad input: a body of a hundred megabytes is too large', async (api) => {
  const before = await stateOf(api)
  for (const [method, path] of [['PATCH', LIST], ['POST', LISTS], ['PUT', `${LISTS}/Category`]] as const) {
    const answer = await sendRaw(api.running.url, {
      method,
      path,
      headers: [...HEAD, `Content-Length: ${100 * 1024 * 1024}`],
      body: `{"Name":"${'x'.repeat(50_000)}`,
    })
    assert.equal(answer.status, 413)
    assert.equal(JSON.parse(answer.body).ErrorType, 'ArgumentException')
  }
  assert.equal(await stateOf(api), before)
})

superofficeTest('bad input: a body that was cut inside a character is a syntax error', async (api) => {
  const body = '{"Name":"ü'
  for (const length of [body.length, body.length - 1]) {
    const answer = await sendRaw(api.running.url, {
      method: 'PATCH',
      path: LIST,
      headers: [...HEAD, `Content-Length: ${length}`],
      body,
    })
    assert.equal(answer.status, 400)
  }
})

superofficeTest('bad input: odd texts come back as they were sent, in JSON and XML', async (api) => {
  for (
    const Name of [
      '\u202Eabc',
      'e\u0301',
      '\uFFFF\uFDD0',
      ' x ',
      'a\tb\r\nc',
      '<!--]]>',
      '🧑‍🤝‍🧑',
      "'; drop table groups",
    ]
  ) {
    assert.equal((await api.patch(LIST, { Name })).object.Name, Name)
    assert.equal((await api.get(LIST)).object.Name, Name)
    if (Name.includes('\uFFFF')) continue // XML has no such character.
    const { text } = await api.get(LIST, { accept: 'text/xml' })
    const put = await api.send('PUT', LIST, { text, type: 'text/xml' })
    assert.equal(put.object.Name, Name)
  }
})

const key = fc.constantFrom(
  ...['Name', 'name', 'Tooltip', 'Rank', 'Deleted', 'UseGroupsAndHeadings', 'IsMDOList', 'ListType', 'Id'],
  ...['TableRight', 'FieldProperties', '_Links', 'op', 'path', 'value', '__proto__', 'constructor', ''],
)
const words = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 1, maxLength: 40 }), key)
const leaf = fc.oneof(words, fc.constant(null), fc.integer(), fc.double(), fc.boolean())
const anything = fc.letrec((tie) => ({
  body: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(key, tie('body'), { maxKeys: 8 }),
    fc.array(tie('body'), { maxLength: 4 }),
  ),
})).body
const operation = fc.record({
  op: fc.constantFrom('add', 'replace', 'remove', 'test', 'move', 'copy', 'Add'),
  path: fc.oneof(
    key,
    key.map((name) => `/${name}`),
    fc.tuple(key, words).map((names) => `/${names.join('/')}`),
  ),
  value: fc.oneof(leaf, anything),
}, { requiredKeys: ['op', 'path'] })
const entity = fc.dictionary(key, leaf, { maxKeys: 8 })
const bodies = fc.oneof(fc.array(operation, { maxLength: 4 }), entity, anything)
const targets = fc.constantFrom<readonly [string, string]>(
  ['PATCH', LIST],
  ['PUT', LIST],
  ['POST', LISTS],
  ['PUT', `${LISTS}/Category`],
  ['PATCH', `${LISTS}/2147483588`],
)

superofficeTest('bad input: no JSON body whatever fails the server', async (api) => {
  const property = fc.asyncProperty(targets, bodies, async ([method, path], json) => {
    const before = await api.get(LIST)
    const answer = await api.send(method, path, { text: JSON.stringify(json), type: 'application/json' })
    assert.ok(answer.status < 500, answer.text)
    if (answer.status >= 400) assert.equal((await api.get(LIST)).text, before.text)
  })
  await fc.assert(property, { numRuns: 300 })
  assert.equal((await api.get(`${LISTS}?includeDeleted=true`)).status, 200)
  assert.equal((await api.get(LISTS, { accept: 'text/xml' })).status, 200)
})

superofficeTest('bad input: no text, type, language or query whatever fails the server', async (api) => {
  const types = ['application/json', 'application/xml', 'application/x-www-form-urlencoded', 'x', null]
  const header = fc.string({ unit: fc.constantFrom(...'abnoNU*x;,="- q0.5') })
  const property = fc.asyncProperty(
    fc.record({ text: fc.string({ unit: 'binary' }), type: fc.constantFrom(...types), query: words, header }),
    async ({ text, type, query, header }) => {
      const headers = { 'accept-language': header, 'so-language': header, 'so-timezone': header }
      const dates = { 'if-unmodified-since': header, 'if-modified-since': header }
      const path = `${LIST}?$select=${encodeURIComponent(query.toWellFormed())}`
      const sent = await api.send('PUT', path, { text, type, headers: { ...headers, ...dates } })
      const got = await api.get(path, { accept: header, headers: { ...headers, ...dates } })
      assert.ok(sent.status < 500 && got.status < 500, sent.text + got.text)
    },
  )
  await fc.assert(property, { numRuns: 150 })
})
