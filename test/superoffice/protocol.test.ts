import assert from 'node:assert/strict'
import { sendRaw } from '../raw-http.ts'
import { breakDatabase, startMuster } from '../support.ts'
import { apiOf, assertError, linked, LIST, LISTS, ok, START, superofficeTest } from './client.ts'

const XML_START = (url: string) =>
  '<?xml version="1.0" encoding="utf-8"?><ListEntity xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' +
  '<Id>305</Id><Name>Beer, Hudson and Bashirian</Name><Tooltip>itaque</Tooltip><Deleted>false</Deleted>' +
  '<Rank>508</Rank><IsCustomList>false</IsCustomList><IsMDOList>true</IsMDOList>' +
  '<UseGroupsAndHeadings>false</UseGroupsAndHeadings><ListType>error</ListType>' +
  '<InUseByUserDefinedFields>false</InUseByUserDefinedFields><TableRight i:nil="true"/><FieldProperties/>' +
  `<_Links><KeyValue><Key>Self</Key><Value>${url}${LIST}/</Value></KeyValue>` +
  `<KeyValue><Key>Archive</Key><Value>${url}${LISTS}</Value></KeyValue></_Links></ListEntity>`

superofficeTest('33: answers in XML to who wants that', async (api) => {
  for (const accept of ['application/xml', 'text/xml', 'text/html, application/xml;q=0.9']) {
    const answer = await api.get(LIST, { accept })
    const type = accept.startsWith('text/xml') ? 'text/xml' : 'application/xml'
    assert.equal(answer.headers.get('content-type'), `${type}; charset=utf-8`)
    assert.equal(answer.text, XML_START(api.running.url))
  }
  const patched = await api.patch(LIST, { Name: 'a < b & "c" \r 🙂' }, { accept: 'text/xml' })
  assert.equal(patched.headers.get('content-type'), 'text/xml; charset=utf-8')
  assert.match(patched.text, /<Name>a &lt; b &amp; "c" &#xD; 🙂<\/Name>/)
  const selected = await api.get(`${LIST}?$select=Id`, { accept: 'text/xml' })
  assert.match(selected.text, /<Id>305<\/Id><Name i:nil="true"\/>.*<_Links i:nil="true"\/><\/ListEntity>$/)
})

superofficeTest('33: XML and forms make and save lists', async (api) => {
  const xml =
    '<?xml version="1.0"?><l:ListEntity xmlns:l="x" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' +
    '<l:Rank>4</l:Rank><Unknown><Name>no</Name></Unknown><UseGroupsAndHeadings>true</UseGroupsAndHeadings>' +
    '<Name>a &amp; <![CDATA[<b>]]></Name><Tooltip i:nil="true"/><Id>7</Id></l:ListEntity>'
  for (
    const [type, path, text] of [
      ['application/xml; charset=utf-8', LISTS, xml],
      ['text/xml', LIST, xml.replace('a &amp;', 'another')],
    ] as const
  ) {
    const answer = ok(await api.send(path === LISTS ? 'POST' : 'PUT', path, { text, type }))
    assert.match(String(answer.Name), /^(a &|another) <b>$/)
    assert.deepEqual([answer.Rank, answer.UseGroupsAndHeadings, answer.Tooltip], [4, true, null])
  }
  const got = (await api.get(LIST, { accept: 'application/xml' })).text
  const put = await api.send('PUT', LIST, { text: got, type: 'application/xml', accept: 'application/xml' })
  assert.equal(put.text, got)
  const form = ok(
    await api.send('POST', LISTS, {
      text: 'name=Form+%C3%BC&Tooltip=&rank=7&IsMDOList=true&TableRight=x',
      type: 'application/x-www-form-urlencoded',
    }),
  )
  assert.deepEqual([form.Name, form.Tooltip, form.Rank, form.IsMDOList], ['Form ü', '', 7, true])
})

superofficeTest('34: other labels carry the same JSON; nothing is not acceptable', async (api) => {
  for (const accept of ['text/json', 'application/json-patch+json', 'application/merge-patch+json']) {
    const answer = await api.get(LIST, { accept })
    assert.equal(answer.headers.get('content-type'), `${accept}; charset=utf-8`)
    assert.deepEqual(answer.object, linked(START, api))
  }
  for (const accept of ['image/png', '*/*', 'application/json;q=0', '', 'text/xml;q=0.5, */*', null]) {
    assert.deepEqual(ok(await api.get(LIST, { accept })), linked(START, api))
  }
})

superofficeTest('errors are in the type that is wanted, too', async (api) => {
  const answer = await api.get(`${LISTS}/99999`, { accept: 'application/xml' })
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [
    404,
    'application/xml; charset=utf-8',
  ])
  assert.equal(
    answer.text,
    '<?xml version="1.0" encoding="utf-8"?><Error xmlns:i="http://www.w3.org/2001/XMLSchema-instance">' +
      '<Error>true</Error><ErrorType>SoNotFoundException</ErrorType><ErrorMessage>List id 99999 not found' +
      '</ErrorMessage><Message>List id 99999 not found</Message>' +
      '<ErrorSource>SuperOffice.Services.Implementation</ErrorSource></Error>',
  )
  const refused = await api.patch(LIST, { Name: '' }, { accept: 'text/xml' })
  assert.match(refused.text, /<Messages><KeyValue><Key>Name<\/Key><Value>Name must not be blank.<\/Value>/)
})

superofficeTest('paths have no case, and may end in a slash', async (api) => {
  for (const path of ['/API/V1/LIST/305', '/api/v1/list/305/', '/Api/v1/LiSt/305']) {
    assert.deepEqual(ok(await api.get(path)), linked(START, api))
  }
  assert.equal(ok(await api.get('/api/v1/LIST/DEFAULT')).Id, 0)
  assert.equal((await api.get('/api/v1/list/')).list.length, 3)
})

superofficeTest('what is at no path is 404 in the words of this vendor, without a sign-in', async (api) => {
  for (
    const path of [
      '/api/v2',
      '/api/v1/Contact/1',
      '/api/v1/List/305/Nothing',
      '/api//',
      '/API/x/y/z/0/1/2',
      '/api/v1/List//',
    ]
  ) {
    assertError(await api.get(path, { authorization: null }), 404, 'SoNotFoundException')
  }
  assertError(await api.get('/api/v1/List/%ff'), 404, 'SoNotFoundException')
})

superofficeTest('a method that a path does not have is 405, with those that it has', async (api) => {
  for (
    const [method, path, allow] of [
      ['OPTIONS', LIST, 'DELETE, GET, HEAD, PATCH, PUT'],
      ['POST', LIST, 'DELETE, GET, HEAD, PATCH, PUT'],
      ['LOOKUP', LIST, 'DELETE, GET, HEAD, PATCH, PUT'],
      ['DELETE', LISTS, 'GET, HEAD, POST'],
      ['PATCH', LISTS, 'GET, HEAD, POST'],
      ['PUT', `${LISTS}/default`, 'GET, HEAD'],
      ['POST', '/api', 'GET, HEAD'],
    ] as const
  ) {
    const answer = await api.send(method, path)
    assertError(answer, 405, 'SoNotSupportedException')
    assert.equal(answer.headers.get('allow'), allow)
  }
})

superofficeTest('HEAD is a GET without its body', async (api) => {
  const headers = ['Host: $HOST', 'Authorization: Basic dGplMDpUamUw']
  for (const path of [LIST, LISTS, '/api/v1', `${LISTS}/Category`]) {
    const got = await api.get(path)
    const head = await sendRaw(api.running.url, { method: 'HEAD', path, headers })
    assert.deepEqual([head.status, head.body], [200, ''])
    for (const name of ['content-type', 'last-modified', 'content-length']) {
      assert.equal(head.headers.get(name), got.headers.get(name), `${path}: ${name}`)
    }
  }
  const missing = await sendRaw(api.running.url, { method: 'HEAD', path: `${LISTS}/99999`, headers })
  assert.equal(missing.status, 404)
})

superofficeTest('2.1: says its version to everybody, as a page or as JSON', async (api) => {
  for (const path of ['/api', '/api/', '/API']) {
    const page = await api.get(path, { authorization: null, accept: 'text/html,*/*' })
    assert.equal(page.status, 200)
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.match(page.text, /<td>http:\/\/[\d.:]+\/api\/v1<\/td>/)
  }
  const version = ok(await api.get('/api', { authorization: null }))
  assert.deepEqual([version.v1, version.Version], [`${api.running.url}/api/v1`, 'v1'])
  for (
    const name of ['NetServerVersion', 'NetServerAssembly', 'NetServerDate', 'NetServerLabel', 'NetServer']
  ) {
    assert.match(String(version[name]), /./)
  }
  assert.deepEqual([version.Services, version.ServicesCurrent], ['Services88', 'Services88'])
})

superofficeTest('2.1: lists its addresses, each with its methods', async (api) => {
  const paths = ok(await api.get('/api/v1'))
  assert.deepEqual(paths[`${api.running.url}${LISTS}/{list}`], {
    GET: 'Read list.',
    PATCH: 'Patch list by id.',
    PUT: 'Save list.',
    DELETE: 'Delete list.',
  })
  assert.deepEqual(Object.keys(Object(paths[`${api.running.url}${LISTS}`])), ['GET', 'POST'])
})

const settings = { schemes: ['basic'], appToken: false } as const
const behind = { superoffice: { ...settings, prefix: '/Cust1', publicUrl: 'https://crm.example.com/Cust1' } }

superofficeTest('lives below a prefix, and links as the outside sees it', async (api) => {
  const base = 'https://crm.example.com/Cust1/api/v1'
  const list = ok(await api.get(`/cust1${LIST}`))
  assert.deepEqual(list._Links, { Self: `${base}/List/305/`, Archive: `${base}/List` })
  assert.equal(ok(await api.get('/Cust1/api', { authorization: null })).v1, base)
  assert.ok(`${base}/List` in ok(await api.get('/Cust1/api/v1')))
  assert.equal(ok(await api.patch(`/Cust1${LIST}`, { Rank: 1 })).Rank, 1)
  assertError(await api.get('/CUST1/api/v1/x'), 404, 'SoNotFoundException')
  for (const path of [LIST, '/Cust1', '/Cust11/api', '/Cust1/apix']) {
    const answer = await fetch(api.running.url + path)
    assert.equal(answer.status, 404)
    assert.doesNotMatch(await answer.text(), /ErrorType/, 'it is not of this dialect')
  }
}, { config: behind })

superofficeTest('links point to where the request came, unless that is set', async (api) => {
  assert.equal(
    Reflect.get(Object(ok(await api.get(`/Cust1${LISTS}/Category`))._Links), 'Archive'),
    `${api.running.url}/Cust1${LISTS}`,
  )
}, { config: { superoffice: { ...settings, prefix: '/Cust1', publicUrl: null } } })

Deno.test('superoffice: a page of an allowed origin may call', async () => {
  await using running = await startMuster({
    fixtures: ['superoffice'],
    config: { corsOrigins: ['https://a.example'] },
  })
  const preflight = await fetch(`${running.url}${LIST}`, {
    method: 'OPTIONS',
    headers: { origin: 'https://a.example', 'access-control-request-method': 'PATCH' },
  })
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers.get('access-control-allow-methods'), 'DELETE, GET, HEAD, PATCH, PUT')
  const answer = await apiOf(running).get(LIST, { headers: { origin: 'https://b.example' } })
  assert.equal(answer.headers.get('access-control-allow-origin'), null)
})

superofficeTest('a broken database is an error of the server, which tells nothing', async (api) => {
  await breakDatabase(api.running)
  const answer = await api.get(LIST)
  assert.ok(answer.status >= 500)
  assert.equal(answer.object.ErrorType, 'SoServerException')
  assert.doesNotMatch(answer.text, /sql|directory|table/i)
})
