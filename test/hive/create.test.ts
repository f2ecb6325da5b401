import assert from 'node:assert/strict'
import { assertFails, done, hiveTest, HOME, lastEvent, listed, makeType, refused, TYPES } from './client.ts'

const BLANK = [{ key: 'name', value: '', message: 'Name cannot be blank' }]
const UNSAVED = { id: null, type: 'groupType', name: '', groups: [], accessWarnings: [] }

hiveTest('7: a new type is answered whole', async ({ post }) => {
  assert.deepEqual(done(await post(TYPES, { name: 'Type #11' })), {
    id: 1,
    type: 'groupType',
    name: 'Type #11',
    groups: [],
    accessWarnings: [],
  })
})

for (
  const [title, sent, name] of [
    ['8: white space around a name is taken away', '  Type #11\t', 'Type #11'],
    ['9: white space inside is kept', 'Type  #1', 'Type  #1'],
    ['18: U+0085 and U+00A0 are white space', '\u0085A\u00a0', 'A'],
    ['18: U+FEFF is none', '\ufeffA', '\ufeffA'],
    ['U+200B is none', '\u200bA\u200b', '\u200bA\u200b'],
    ['19: everything else is kept as it is', 'Ünïté 日本 <b>&', 'Ünïté 日本 <b>&'],
    ['a name is not normalized', 'e\u0301', 'e\u0301'],
    ['17: 255 characters are enough', 'x'.repeat(255), 'x'.repeat(255)],
    ['17: a space around them does not count', ` ${'x'.repeat(255)}`, 'x'.repeat(255)],
  ] as const
) {
  hiveTest(title, async (api) => {
    assert.equal(done(await api.post(TYPES, { name: sent }))['name'], name)
    assert.deepEqual((await listed(api))[1], [1, name, []])
  })
}

hiveTest('10–15: a blank name is refused, stores nothing and uses up no id', async (api) => {
  const before = await lastEvent(api)
  for (const body of [{ name: '' }, { name: '   ' }, {}, { name: null }, { name: '\u3000\u2028\u0085' }]) {
    assert.deepEqual(refused(await api.post(TYPES, body)), { errors: BLANK, object: UNSAVED })
  }
  assert.deepEqual(refused(await api.send('POST', TYPES)), { errors: BLANK, object: UNSAVED })
  assert.equal(await lastEvent(api), before)
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
  assert.equal(await makeType(api, 'A'), 1)
})

hiveTest('16: a name that is no text is refused, and told as text', async ({ post }) => {
  for (
    const [name, value] of [
      [5, '5'],
      [true, 'true'],
      [['a'], '["a"]'],
      [{ a: 1 }, '{"a":1}'],
      [0, '0'],
      [false, 'false'],
    ] as const
  ) {
    assert.deepEqual(refused(await post(TYPES, { name })), {
      errors: [{ key: 'name', value, message: 'Name must be text' }],
      object: UNSAVED,
    })
  }
})

hiveTest('17: 256 characters are too many; they are UTF-16 units', async ({ post }) => {
  for (const name of ['x'.repeat(256), '🙂'.repeat(128)]) {
    assert.deepEqual(refused(await post(TYPES, { name: ` ${name} ` })), {
      errors: [{ key: 'name', value: name, message: 'Name cannot be longer than 255 characters' }],
      object: { ...UNSAVED, name },
    })
  }
  done(await post(TYPES, { name: '🙂'.repeat(127) }))
})

hiveTest('a name that no database keeps is refused', async (api) => {
  for (const text of ['{"name":"a\\u0000b"}', '{"name":"a\\ud800b"}']) {
    const { errors } = refused(await api.send('POST', TYPES, { text }))
    assert.partialDeepStrictEqual(errors, [{ key: 'name' }])
  }
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
})

hiveTest('20: two types may have one name', async (api) => {
  assert.deepEqual([await makeType(api, 'A'), await makeType(api, 'A')], [1, 2])
})

hiveTest('21: whatever else is in a body has no effect', async (api) => {
  const body = { name: 'A', id: 77, groups: [{ id: HOME }], foo: 1, type: 'x' }
  assert.deepEqual(done(await api.post(TYPES, body)), {
    id: 1,
    type: 'groupType',
    name: 'A',
    groups: [],
    accessWarnings: [],
  })
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']], [1, 'A', []]])
})

hiveTest('22: a body may be a form', async ({ send }) => {
  const type = 'application/x-www-form-urlencoded'
  assert.equal(done(await send('POST', TYPES, { text: 'name=Type+%2311', type }))['name'], 'Type #11')
  const charset = `${type}; charset=UTF-8`
  assert.equal(done(await send('POST', TYPES, { text: 'name=A&name=B', type: charset }))['name'], 'A')
  assert.deepEqual(refused(await send('POST', TYPES, { text: 'other=1', type })).errors, BLANK)
  assert.deepEqual(refused(await send('POST', TYPES, { text: '', type })).errors, BLANK)
})

hiveTest('a body without a content type is tried as JSON', async ({ send }) => {
  const name = 'JSON'
  const text = JSON.stringify({ name })
  for (const type of [null, 'application/json', 'application/json; charset=utf-8', 'Application/JSON']) {
    assert.equal(done(await send('POST', TYPES, { text, type }))['name'], name)
  }
  assert.equal(done(await send('POST', TYPES, { text: `\ufeff${text}`, type: null }))['name'], name)
  assertFails(await send('POST', TYPES, { text: 'name=A', type: null }), 400)
})

hiveTest('23: what is no JSON object is 400', async (api) => {
  const deep = `{"name":${'['.repeat(500)}${']'.repeat(500)}}`
  for (const text of ['{"name":', '[1]', 'null', '"A"', '5', ' ', '{"name":"A"}}', "{'name':'A'}", deep]) {
    assertFails(await api.send('POST', TYPES, { text }), 400, 'The request body is not valid')
  }
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
})

hiveTest('24: another content type is 415', async ({ send }) => {
  for (const type of ['text/xml', 'text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'x']) {
    const answer = await send('POST', TYPES, { text: '{"name":"A"}', type })
    assertFails(answer, 415, 'The content type is not supported')
  }
})

hiveTest('a body over a mebibyte is 413; a name of that size is no reason to wait', async (api) => {
  const fitting = JSON.stringify({ name: `a${' '.repeat(1_048_576 - 13)}b` })
  refused(await api.send('POST', TYPES, { text: fitting }))
  for (const text of [`${fitting} `, JSON.stringify({ name: 'é'.repeat(600_000) })]) {
    assertFails(await api.send('POST', TYPES, { text }), 413, 'The request body is too large')
  }
  assert.deepEqual(await listed(api), [[0, 'Default', ['home']]])
})

hiveTest('a body beyond what the server takes at all is 413 in the envelope', async ({ send }) => {
  assertFails(await send('POST', TYPES, { text: ' '.repeat(5000) }), 413, 'The request body is too large')
}, {
  config: { bodyBytesMax: 4096 },
})
