import assert from 'node:assert/strict'
import { type Api, assertError, LIST, LISTS, ok, superofficeTest } from './client.ts'

const RAW = 'US:"Department";NO:"Avdeling"'

/** The name and tooltip of the list, asked for with these headers. */
async function shown(api: Api, headers: Record<string, string>): Promise<unknown[]> {
  const { Name, Tooltip } = ok(await api.get(LIST, { headers }))
  return [Name, Tooltip]
}

superofficeTest('38, 39: texts are raw, or in the language that is asked for', async (api) => {
  await api.patch(LIST, { Name: RAW, Tooltip: 'of NO:"huset";US:"the house";' })
  const raw = [RAW, 'of NO:"huset";US:"the house";']
  for (
    const [headers, expected] of [
      [{}, raw],
      [{ 'accept-language': 'en' }, ['Department', 'of the house']],
      [{ 'accept-language': 'en-US,en;q=0.9' }, ['Department', 'of the house']],
      [{ 'accept-language': 'nb' }, ['Avdeling', 'of huset']],
      [{ 'accept-language': 'en', 'SO-Language': 'nb-no' }, ['Avdeling', 'of huset']],
      [{ 'SO-Language': 'NO' }, ['Avdeling', 'of huset']],
      [{ 'accept-language': 'en', 'SO-Language': 'x' }, raw],
      [{ 'accept-language': 'en', 'SO-Language': '*' }, raw],
      [{ 'accept-language': '*' }, raw],
      [{ 'accept-language': 'sv' }, ['Department', 'of the house']],
      [{ 'accept-language': 'sv, nb' }, ['Avdeling', 'of huset']],
      [{ 'SO-Culture': 'nb' }, raw],
    ] as const
  ) {
    assert.deepEqual(await shown(api, headers), expected, JSON.stringify(headers))
  }
})

superofficeTest('39: all answers about lists are in that language, XML too', async (api) => {
  const headers = { 'so-language': 'nb' }
  assert.equal(ok(await api.patch(LIST, { Name: RAW }, { headers })).Name, 'Avdeling')
  const made = ok(await api.post(LISTS, { Name: 'NO:"Ny";US:"New"' }, { headers }))
  assert.equal(made.Name, 'Ny')
  const names = (await api.get(LISTS, { headers })).list.map(({ Name }) => Name)
  assert.deepEqual(names, ['Ny', 'Category', 'UserGroup', 'Avdeling'])
  assert.match((await api.get(LISTS, { headers, accept: 'text/xml' })).text, /<Name>Avdeling<\/Name>/)
  assert.equal(ok(await api.get(`${LISTS}/${encodeURIComponent(RAW)}`, { headers })).Name, 'Avdeling')
  assertError(await api.get(`${LISTS}/Avdeling`, { headers }), 404, 'SoNotFoundException')
  assert.equal((await api.delete(`${LISTS}/${encodeURIComponent('no:"NY";us:"new"')}`)).status, 204)
})

superofficeTest('40: a test compares with the stored text, whatever language is asked for', async (api) => {
  await api.patch(LIST, { Name: RAW })
  const ask = { headers: { 'accept-language': 'en' } }
  const test = (
    value: string,
  ) => [{ op: 'test', path: '/Name', value }, { op: 'add', path: '/Rank', value: 1 }]
  assert.equal((await api.patch(LIST, test(RAW), ask)).status, 200)
  assertError(await api.patch(LIST, test('Department'), ask), 409, 'ArgumentException')
  assertError(await api.post(LISTS, { Name: RAW.toLowerCase() }, ask), 400, 'SoDuplicateException')
  assert.equal((await api.post(LISTS, { Name: 'Department' }, ask)).status, 200)
})

superofficeTest('41: what is no multi-language text stays as it is', async (api) => {
  for (
    const Name of ['US:Department;NO:Avdeling', 'US:"Department', '[SR_DEPARTMENT]', 'say "US": it', 'US:""']
  ) {
    await api.patch(LIST, { Name })
    const [name] = await shown(api, { 'accept-language': 'en' })
    assert.equal(name, Name === 'US:""' ? '' : Name)
  }
})
