import assert from 'node:assert/strict'
import type { JsonObject } from '../../src/core/json.ts'
import {
  type Api,
  type Ask,
  assertError,
  linked,
  LIST,
  LISTS,
  NOW,
  ok,
  START,
  superofficeTest,
} from './client.ts'

/** The list as it is stored now. */
async function stored(api: Api): Promise<JsonObject> {
  return ok(await api.get(LIST))
}

/** The body changes these fields and nothing else, and a GET shows it. */
async function assertChanges(api: Api, body: unknown, changes: object, ask: Ask = {}): Promise<void> {
  const before = await stored(api)
  assert.deepEqual(ok(await api.patch(LIST, body, ask)), { ...before, ...changes })
  assert.deepEqual(await stored(api), { ...before, ...changes })
}

/** The body is refused, and changes nothing. */
async function assertRefused(
  api: Api,
  body: unknown,
  status: number,
  type: string,
  ask: Ask = {},
): Promise<void> {
  const before = await api.get(LIST)
  assertError(await api.patch(LIST, body, ask), status, type)
  const after = await api.get(LIST)
  assert.deepEqual(after.object, before.object)
  assert.equal(after.headers.get('last-modified'), before.headers.get('last-modified'))
}

const RENAME = [{ op: 'replace', path: '/Name', value: 'foo' }]

superofficeTest(
  '1: the sample of the documentation changes nothing and gives the whole list',
  async (api) => {
    const body = [{ op: 'add', path: 'eos', value: {} }, { op: 'add', path: 'eos', value: {} }]
    const answer = await api.patch(LIST, body, { headers: { 'accept-language': 'en' } })
    assert.deepEqual(ok(answer), linked(START, api))
    assert.deepEqual(Object.keys(answer.object), [...Object.keys(START), '_Links'])
    assert.equal(answer.headers.get('last-modified'), new Date(NOW).toUTCString())
  },
)

superofficeTest('2, 3: an unknown field is left alone in both forms', async (api) => {
  for (const body of [[{ op: 'replace', path: '/Department', value: 'foo' }], { Department: 'foo' }]) {
    assert.deepEqual(ok(await api.patch(LIST, body)), linked(START, api))
  }
})

superofficeTest('4, 5: replaces the name at any spelling of its path', async (api) => {
  for (const path of ['/Name', 'Name', 'name', '/name', '/NAME']) {
    await assertChanges(api, [{ op: 'replace', path, value: `foo ${path}` }], { Name: `foo ${path}` })
  }
})

superofficeTest("6, 7, 8: the body's shape decides, whatever kind of JSON it is called", async (api) => {
  const types = [
    'application/json',
    'text/json',
    'application/json-patch+json',
    'application/merge-patch+json',
  ]
  for (const type of [...types, 'application/vnd.example+json; charset=utf-8', null]) {
    await assertChanges(api, { Name: 'foo' }, { Name: 'foo' }, { type })
    await assertChanges(api, [{ op: 'add', path: 'Name', value: 'bar' }], { Name: 'bar' }, { type })
  }
})

superofficeTest('9: names of a merge patch have no case', async (api) => {
  await assertChanges(api, { name: 'foo', TOOLTIP: 'bar' }, { Name: 'foo', Tooltip: 'bar' })
})

superofficeTest('10 to 15: a test compares exactly, and a failed one changes nothing', async (api) => {
  const test = (path: string, value: unknown) => [{ op: 'test', path, value }, ...RENAME]
  const rank = { op: 'replace', path: '/Rank', value: 509 }
  await assertChanges(api, [{ op: 'test', path: '/Rank', value: 508 }, rank], { Rank: 509 })
  const refused: [string, unknown][] = [
    ['/Rank', 1],
    ['/Rank', '509'],
    ['/Name', START.Name.toLowerCase()],
    ['/Department', 'foo'],
    ['/Department', null],
    ['/IsMDOList', 1],
    ['/Tooltip', null],
    ['/users/0/email', 'x'],
  ]
  for (const [path, value] of refused) await assertRefused(api, test(path, value), 409, 'ArgumentException')
  const late = [...RENAME, { op: 'test', path: '/Rank', value: 1 }]
  await assertRefused(api, late, 409, 'ArgumentException')
  assertError(await api.patch(LIST, late), 409, 'ArgumentException', /\/Rank/)
  for (
    const [path, value] of [
      ['rank', 509.0],
      ['/IsMDOList', true],
      ['/Id', 305],
      ['/TableRight', null],
      ['/FieldProperties', {}],
      ['/_links/self', `${api.running.url}${LIST}/`],
    ]
  ) {
    assert.equal((await api.patch(LIST, [{ op: 'test', path, value }])).status, 200, String(path))
  }
})

superofficeTest('16: a list that is not there is 404, in the words of the documentation', async (api) => {
  for (const id of ['99999', '0', '2147483647', '-305']) {
    const answer = await api.patch(`${LISTS}/${id}`, { Name: 'foo' })
    assertError(answer, 404, 'SoNotFoundException', `List id ${id} not found`)
  }
})

superofficeTest('17, 18: If-Unmodified-Since is compared in whole seconds', async (api) => {
  api.wait(3_600_500)
  await assertChanges(api, { Name: 'first' }, { Name: 'first' })
  const since = (ms: number) => ({ headers: { 'if-unmodified-since': new Date(ms).toUTCString() } })
  const changed = NOW + 3_600_000
  await assertRefused(api, RENAME, 412, 'ArgumentException', since(NOW))
  await assertRefused(api, RENAME, 412, 'ArgumentException', since(changed - 1000))
  for (const [index, ms] of [changed, changed + 1000, changed + 3_600_000].entries()) {
    assert.equal((await api.patch(LIST, { Rank: index + 1 }, since(ms))).status, 200)
  }
  const asctime = 'Sun Nov 22 12:00:00 2026'
  await assertRefused(api, RENAME, 412, 'ArgumentException', { headers: { 'if-unmodified-since': asctime } })
  const rfc850 = 'Sunday, 22-Nov-26 12:00:00 GMT'
  await assertRefused(api, RENAME, 412, 'ArgumentException', { headers: { 'if-unmodified-since': rfc850 } })
  for (const text of ['yesterday-ish', '', '0', '2020-01-01', 'Sun, 99 Nov 2026 12:00:00 GMT']) {
    const answer = await api.patch(LIST, { Name: `at ${text}` }, { headers: { 'if-unmodified-since': text } })
    assert.equal(answer.status, 200, text)
  }
})

superofficeTest('19: move and copy are not supported', async (api) => {
  for (const op of ['move', 'copy']) {
    const body = [...RENAME, { op, from: '/Name', path: '/Tooltip' }]
    await assertRefused(api, body, 400, 'SoNotSupportedException')
  }
})

const MALFORMED = [
  { op: 'spam', path: '/Name', value: 'x' },
  { op: 'Replace', path: '/Name', value: 'x' },
  { path: '/Name', value: 'x' },
  { op: 'add', value: 'x' },
  { op: 'add', path: '/Name' },
  { op: 'test', path: '/Name' },
  { op: 'add', path: 5, value: 'x' },
  { op: 'add', path: '/Name/x', value: 'x' },
  { op: 'add', path: '', value: {} },
  { op: 'remove', path: '' },
  { op: 'test', path: '', value: {} },
  { op: 'add', path: '/a~2', value: 'x' },
  5,
  null,
  'x',
  [],
]

superofficeTest('20: refuses an operation that is malformed or cannot be applied', async (api) => {
  const before = await stored(api)
  for (const operation of MALFORMED) {
    const answer = await api.patch(LIST, [...RENAME, operation])
    assert.equal(answer.status, 400, JSON.stringify(operation))
    assert.match(String(answer.object.ErrorType), /^(ArgumentException|SoInvalidArgumentException)$/)
  }
  assert.deepEqual(await stored(api), before)
})

superofficeTest(
  '21 to 24: what is removed or null has the default of its type, but the name stays',
  async (api) => {
    await assertChanges(api, [{ op: 'remove', path: '/Tooltip' }], { Tooltip: null })
    await assertChanges(api, { Tooltip: 'x' }, { Tooltip: 'x' })
    await assertChanges(api, { Tooltip: null, Rank: null }, { Tooltip: null, Rank: 0 })
    await assertChanges(api, { UseGroupsAndHeadings: true }, { UseGroupsAndHeadings: true })
    await assertChanges(api, [{ op: 'remove', path: 'useGroupsAndHeadings' }], {
      UseGroupsAndHeadings: false,
    })
    await assertRefused(api, [{ op: 'remove', path: '/Name' }], 400, 'SoValidationException')
    await assertRefused(api, { Name: null }, 400, 'SoValidationException')
  },
)

superofficeTest('25: values are read as the vendor reads them', async (api) => {
  await assertChanges(api, { Rank: '7' }, { Rank: 7 })
  await assertChanges(api, { Name: 5, Tooltip: true }, { Name: '5', Tooltip: 'true' })
  await assertChanges(api, { UseGroupsAndHeadings: 'True' }, { UseGroupsAndHeadings: true })
  for (const body of [{ Rank: 'seven' }, { Rank: 1.5 }, { Rank: true }, { Deleted: {} }, { Deleted: 1 }]) {
    await assertRefused(api, body, 400, 'SoInvalidArgumentException')
  }
  for (const body of [{ Name: {} }, { Name: ['x'] }, { Tooltip: [] }]) {
    await assertRefused(api, body, 400, 'SoInvalidArgumentException')
  }
})

superofficeTest('26: what breaks a limit is told by field', async (api) => {
  const { object } = await api.patch(LIST, { Name: '', Rank: 70000, Tooltip: 'x'.repeat(255) })
  assert.deepEqual(object.Messages, {
    Name: 'Name must not be blank.',
    Tooltip: 'Tooltip must not be longer than 254 characters.',
    Rank: 'Rank must be between 0 and 65535.',
  })
  await api.post(LISTS, { Name: 'Another List' })
  const refused = [{ Name: '' }, { Name: ' \t' }, { Name: 'x'.repeat(240) }, { Rank: 70000 }, { Rank: -1 }]
  for (const body of refused) await assertRefused(api, body, 400, 'SoValidationException')
  await assertRefused(api, { Name: 'ANOTHER list' }, 400, 'SoDuplicateException')
  await assertRefused(api, { Name: 'category' }, 400, 'SoDuplicateException')
  await assertChanges(api, { Name: '🙂'.repeat(239), Rank: 65535 }, { Name: '🙂'.repeat(239), Rank: 65535 })
})

superofficeTest('26: a list may change the case of its own name', async (api) => {
  await assertChanges(api, { Name: START.Name.toUpperCase() }, { Name: START.Name.toUpperCase() })
})

superofficeTest('27: fields that are read-only are left alone', async (api) => {
  const body = {
    Id: 1,
    InUseByUserDefinedFields: true,
    IsMDOList: false,
    IsCustomList: true,
    ListType: 'x',
    TableRight: { mask: 3, reason: '' },
    FieldProperties: {},
    _Links: null,
    Name: 'foo',
  }
  await assertChanges(api, body, { Name: 'foo' })
})

superofficeTest('28: refuses a body that is neither an array nor an object', async (api) => {
  const texts = ['null', '"x"', '5', 'true', '', '  ', '{', '[', '{"Name":"x"}x', "{'Name':'x'}", undefined]
  for (const text of texts) {
    const ask = { ...(text === undefined ? {} : { text }), type: 'application/json' }
    assertError(await api.send('PATCH', LIST, ask), 400, 'ArgumentException')
  }
  assert.deepEqual(await stored(api), linked(START, api))
})

superofficeTest('28: refuses a request without a body', async (api) => {
  assertError(await api.send('PATCH', LIST), 400, 'ArgumentException')
})

superofficeTest('29: nothing to do, and what is there already, move no time', async (api) => {
  api.wait(10_000)
  for (const body of [[], {}, START, [{ op: 'replace', path: 'Rank', value: 508 }], { Deleted: false }]) {
    const answer = await api.patch(LIST, body)
    assert.deepEqual(ok(answer), linked(START, api))
    assert.equal(answer.headers.get('last-modified'), new Date(NOW).toUTCString())
  }
  const back = [{ op: 'replace', path: 'Rank', value: 1 }, { op: 'replace', path: 'Rank', value: 508 }]
  assert.equal((await api.patch(LIST, back)).headers.get('last-modified'), new Date(NOW).toUTCString())
})

superofficeTest('29: a null rank is shown as 0, and 0 is then no change', async (api) => {
  await api.patch(LIST, { Rank: 0 })
  const { headers } = await api.get(LIST)
  api.wait(10_000)
  const answer = await api.patch(LIST, { Rank: 0 })
  assert.equal(answer.headers.get('last-modified'), headers.get('last-modified'))
})

superofficeTest('30: XML, forms and the rest are no patch', async (api) => {
  for (
    const [type, text] of [
      ['application/xml', '<ListEntity><Name>x</Name></ListEntity>'],
      ['text/xml', '<ListEntity><Name>x</Name></ListEntity>'],
      ['application/x-www-form-urlencoded', 'Name=x'],
      ['text/plain', '{"Name":"x"}'],
      ['multipart/form-data; boundary=x', '{"Name":"x"}'],
    ] as const
  ) {
    assertError(await api.patch(LIST, undefined, { text, type }), 415, 'SoNotSupportedException')
  }
  assert.deepEqual(await stored(api), linked(START, api))
})

superofficeTest('31: $select counts in the answer to a patch', async (api) => {
  const answer = await api.patch(`${LIST}?$select=name,department,category/id`, { Name: 'foo' })
  const nulls = Object.fromEntries(Object.keys(linked(START, api)).map((key) => [key, null]))
  assert.deepEqual(ok(answer), { ...nulls, Name: 'foo' })
  assert.equal((await stored(api)).Tooltip, 'itaque')
})

superofficeTest(
  'a patch puts a list into the trash and takes it out, together with other fields',
  async (api) => {
    await assertChanges(api, { Deleted: true, Name: 'gone' }, { Deleted: true, Name: 'gone' })
    await assertChanges(api, { Tooltip: 'x' }, { Tooltip: 'x' })
    await assertChanges(api, [{ op: 'test', path: 'Deleted', value: true }], {})
    await assertChanges(api, { Deleted: false, Rank: 3 }, { Deleted: false, Rank: 3 })
  },
)

superofficeTest('a hundred patches at once: nothing is lost, and each answer is whole', async (api) => {
  const { Id } = ok(await api.post(LISTS, { Name: 'a list', Tooltip: '' }))
  const fields = ['Name', 'Tooltip', 'Rank', 'UseGroupsAndHeadings']
  const values = (index: number) => [`name ${index}`, `tip ${index}`, index, index % 2 === 0]
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => {
    const at = index % 4
    return api.patch(`${LISTS}/${Id}`, { [fields[at]!]: values(index)[at] })
  }))
  for (const [index, answer] of answers.entries()) {
    assert.equal(ok(answer)[fields[index % 4]!], values(index)[index % 4])
  }
  const after = ok(await api.get(`${LISTS}/${Id}`))
  assert.match(String(after.Name), /^name \d+$/)
  assert.match(String(after.Tooltip), /^tip \d+$/)
  assert.equal(Number(after.Rank) % 4, 2)
})

superofficeTest('a hundred tests and increments at once: each value is passed once', async (api) => {
  await api.patch(LIST, { Rank: 1 })
  const increment = async (): Promise<void> => {
    for (;;) {
      const { Rank } = ok(await api.get(LIST))
      const next = [
        { op: 'test', path: '/Rank', value: Rank },
        { op: 'replace', path: '/Rank', value: Number(Rank) + 1 },
      ]
      const { status } = await api.patch(LIST, next)
      if (status === 200) return
      assert.equal(status, 409)
    }
  }
  await Promise.all(Array.from({ length: 20 }, increment))
  assert.equal(ok(await api.get(LIST)).Rank, 21)
})
