import assert from 'node:assert/strict'
import jsonpatch from 'fast-json-patch'
import type { ListAgent } from '@superoffice/webapi'
import { ACCOUNTS, LIST, LISTS, NOW, START, superofficeTest } from './client.ts'
import { connect, loadClient, type WebApi } from './npm-client.ts'

const RAW = 'NO:"Leverandør";US:"Supplier"'

superofficeTest('npm client makes the calls of the specification in order (case 58)', async (api) => {
  const agent = connect(api, 'en').getListAgent()
  const blank = await agent.createDefaultListEntityAsync()
  assert.deepEqual([blank.id, blank.name, blank.fieldProperties], [0, null, {}])
  blank.name = 'Regions'
  const { id = 0 } = await agent.saveListEntityAsync(blank)
  assert.deepEqual(await agent.getListEntityAsync(id), { ...blank, id })
  const lists = await agent.getListDefinitionsAsync(false)
  assert.deepEqual(lists.map(({ name }) => name), ['Regions', 'Category', 'UserGroup', START.Name])
  assert.equal((await agent.getListEntityByNameAsync('Category')).name, 'Category')
  const item = await agent.addFromListDefinitionAsync(id, { name: 'North' })
  assert.equal(item.udListDefinitionId, id)
  assert.deepEqual(await agent.getAllFromListDefinitionAsync(id, true), [item])
  await agent.deleteFromListDefinitionAsync(item.id!, id)
  const [deleted] = await agent.getAllFromListDefinitionAsync(id, true)
  assert.deepEqual(deleted, { ...item, deleted: true })
  await agent.deleteListEntityAsync(id)
  assert.equal((await api.get(`${LISTS}/${id}`)).object.Deleted, true)
  assert.equal(await agent.getListEntityAsync(99999), null)
})

superofficeTest('npm client keeps sending an old condition, which no agent heeds (case 59)', async (api) => {
  const { WebApi } = loadClient()
  const connection = new WebApi(api.running.url)
  connection.authenticateWithTicket('7T:demo')
  const agent = connection.getListAgent()
  const sent: unknown[] = []
  const responseCallback: Callback = (response) => sent.push(response.config.headers?.['If-Unmodified-Since'])
  const past = { ifUnmodifiedSince: new Date(NOW - 3_600_000), responseCallback }
  assert.equal((await agent.getListEntityAsync(305, past)).id, 305)
  assert.equal((await agent.getListEntityAsync(305, { responseCallback })).id, 305)
  assert.deepEqual(sent, Array(2).fill(past.ifUnmodifiedSince.toUTCString()))
  assert.equal((await agent.saveListEntityAsync({ id: 305, name: 'n' })).name, 'n')
  const headers = { 'if-unmodified-since': past.ifUnmodifiedSince.toUTCString() }
  assert.equal((await api.get(LIST, { headers })).status, 412)
})

type Callback = NonNullable<NonNullable<Parameters<ListAgent['getListEntityAsync']>[1]>['responseCallback']>

superofficeTest(
  'npm client signs in with a password, a ticket and a token, and not without',
  async ({ running }) => {
    const ways: readonly (readonly [status: number, signIn: (api: WebApi) => void])[] = [
      [200, (api) => api.authenticateWithPassword('tje0', 'Tje0')],
      [200, (api) => api.authenticateWithTicket('7T:demo')],
      [200, (api) => api.authenticateWithToken('YOUR_API_ACCESS_TOKEN')],
      [401, () => {}],
      [401, (api) => api.authenticateWithPassword('tje0', 'wrong')],
      [401, (api) => api.authenticateWithTicket('7T:nobody')],
      [401, (api) => api.authenticateWithToken('7T:demo')],
    ]
    for (const [status, signIn] of ways) {
      const { WebApi } = loadClient()
      const api = new WebApi(running.url)
      api.applicationToken('app')
      signIn(api)
      const answered = api.getListAgent().getListEntityAsync(305)
      if (status === 200) assert.equal((await answered).id, 305)
      else await assertRefused(answered, status, 'SoSessionException')
    }
  },
)

superofficeTest('npm client finds the API behind a prefix', async ({ running }) => {
  for (const base of [`${running.url}/Cust1`, `${running.url}/Cust1/`, `${running.url}/Cust1/api`]) {
    const { WebApi } = loadClient()
    const api = new WebApi(base)
    api.authenticateWithTicket('7T:demo')
    assert.equal((await api.getListAgent().getListEntityAsync(305)).id, 305)
  }
}, {
  config: {
    superoffice: {
      prefix: '/Cust1',
      publicUrl: null,
      schemes: ['basic', 'soticket', 'bearer', 'session'],
      appToken: false,
    },
  },
})

superofficeTest('npm client is answered in the language of the connection or the call', async (api) => {
  const { WebApi, ResourceParsing } = loadClient()
  const supplier = async (agent: ListAgent, languageCode?: string) => {
    const options = languageCode === undefined ? {} : { languageCode }
    const items = await agent.getAllFromListNameAsync('Category', false, options)
    return items[1]?.name
  }
  const english = connect(api, 'en').getListAgent()
  assert.equal(await supplier(english), 'Supplier')
  assert.equal(await supplier(english, 'nb'), 'Leverandør')
  assert.equal(await supplier(english, ''), RAW)
  assert.equal(await supplier(english), 'Supplier')
  assert.equal(await supplier(connect(api).getListAgent()), RAW)
  const raw = new WebApi({ baseUrl: api.running.url, resourceParsing: ResourceParsing.DoNotParse })
  raw.authenticateWithPassword('tje0', 'Tje0')
  assert.equal(await supplier(raw.getListAgent()), RAW)
})

superofficeTest('npm client is told times in the zone of the call', async (api) => {
  const agent = connect(api).getListAgent()
  await agent.addFromListNameAsync('UserGroup', { name: 'Sales' })
  const { id = 0 } = await agent.addFromListDefinitionAsync(305, { name: 'a' })
  const raw: string[] = []
  const responseCallback: Callback = ({ data }) => raw.push(data[0].LastChanged)
  const told = async (options: { timezone?: string; timezoneInclude?: boolean }) => {
    const [one] = await agent.getVisibleForUserGroupsAsync(305, id, { ...options, responseCallback })
    return one!.lastChanged
  }
  assert.equal((await told({ timezone: 'NO', timezoneInclude: true }))?.getTime(), NOW)
  assert.equal((await told({ timezoneInclude: true }))?.getTime(), NOW)
  await told({ timezone: 'US-NY' })
  await told({})
  assert.deepEqual(raw, [
    '2026-11-22T13:00:00+01:00',
    '2026-11-22T12:00:00Z',
    '2026-11-22T07:00:00',
    '2026-11-22T12:00:00',
  ])
})

superofficeTest('npm client sends back the rights that it was told, as numbers', async (api) => {
  const { WebApi } = loadClient()
  const connection = new WebApi(api.running.url)
  connection.authenticateWithPassword('writer', 'writer')
  const agent = connection.getListAgent()
  const list = await agent.getListEntityAsync(305)
  assert.equal(list.tableRight?.mask, 1 | 2)
  assert.equal(list.fieldProperties?.['Name']?.fieldRight?.mask, 3)
  list.tooltip = 'changed'
  assert.deepEqual(await agent.saveListEntityAsync(list), list)
  await assertRefused(agent.deleteListEntityAsync(305), 403, 'SoSentryException')
}, { fixtures: ACCOUNTS })

superofficeTest('npm client is told what is wrong', async (api) => {
  const agent = connect(api).getListAgent()
  await assertRefused(agent.saveListEntityAsync({ name: 'category' }), 400, 'SoDuplicateException')
  await assertRefused(agent.saveListEntityAsync({ name: '' }), 400, 'SoValidationException')
})

/** Whether the client threw the server's error. */
async function assertRefused(answered: Promise<unknown>, status: number, type: string): Promise<void> {
  const error = await answered.then(() => assert.fail('it is not refused'), (thrown) => thrown)
  assert.deepEqual([error.response?.status, error.response?.data?.ErrorType], [status, type])
}

superofficeTest('what fast-json-patch compares, REST makes true', async (api) => {
  const { object: before } = await api.get(LIST)
  const after = { ...before, Name: 'compared', Tooltip: null, Rank: 9, UseGroupsAndHeadings: true }
  for (const [from, to] of [[before, after], [after, { ...before, Deleted: true }]] as const) {
    const operations = jsonpatch.compare(from, to, true)
    assert.ok(operations.some(({ op }) => op === 'test'))
    const answer = await api.patch(LIST, operations, { type: 'application/json-patch+json' })
    assert.deepEqual([answer.status, answer.object], [200, to])
    assert.deepEqual((await api.get(LIST)).object, to)
  }
  const stale = jsonpatch.compare(before, { ...before, Name: 'late' }, true)
  assert.equal((await api.patch(LIST, [{ op: 'replace', path: '/Name', value: 'now' }])).status, 200)
  assert.equal((await api.patch(LIST, stale)).status, 409)
  assert.equal((await api.get(LIST)).object.Name, 'now')
})
