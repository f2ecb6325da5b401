import assert from 'node:assert/strict'
import { readConfig } from '../../src/config.ts'
import { createAccount } from '../../src/core/accounts.ts'
import type { Filter } from '../../src/core/filter.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { operator } from '../../src/core/principal.ts'
import { eventsAfter } from '../../src/core/queries.ts'
import { agentRoutes } from '../../src/dialects/superoffice/agents.ts'
import { superoffice } from '../../src/dialects/superoffice/index.ts'
import { itemRoutes } from '../../src/dialects/superoffice/items.ts'
import { listRoutes } from '../../src/dialects/superoffice/lists.ts'
import type { Dialect } from '../../src/http/dialect.ts'
import { type Api, assertError, LIST, LISTS, ok, superofficeTest } from './client.ts'

/** A list with everything that can be named in a request. */
interface Named {
  readonly list: number
  readonly name: string
  readonly item: number
  readonly heading: number
  readonly userGroup: number
}

async function nameAll(api: Api, list: JsonObject): Promise<Named> {
  const path = `${LISTS}/${list.Id}`
  const made = async (at: string, body: JsonObject) => ok(await api.post(at, body))
  const item = await made(`${path}/Items`, { Name: `item of ${list.Id}`, Tooltip: 'secret' })
  const heading = await made(`${path}/Headings`, { Name: `heading of ${list.Id}`, Tooltip: 'secret' })
  const userGroup = await made(`${LISTS}/UserGroup/Items`, { Value: `user group of ${list.Id}` })
  return {
    list: Number(list.Id),
    name: String(list.Name),
    item: Number(item.Id),
    heading: Number(heading.HeadingId),
    userGroup: Number(userGroup.Id),
  }
}

interface Request {
  readonly method: string
  readonly path: string
  readonly json?: unknown
}

/** Every request of REST about a list, by its id, its name and `udlist`. */
function restRequests({ list, name, item }: Named): Request[] {
  const routes = [...listRoutes(() => ''), ...itemRoutes].filter(([, path]) => path.includes('/:list'))
  const one = { Id: item, HeadingId: item, Name: 'changed', Value: 'changed' }
  return [String(list), `udlist${list}`, encodeURIComponent(name)].flatMap((key) =>
    routes.map(([method, pattern]) => {
      const path = pattern.replace(':list', key).replace(':item', String(item))
      const many = method === 'PUT' && /(Items|Headings|UserGroups)$/.test(path)
      return { method, path, ...(method === 'GET' || method === 'DELETE' ? {} : { json: many ? [] : one }) }
    })
  )
}

/** Every method of the agents, with every parameter that any of them has; `id` is what those mean that are called so. */
function agentRequests(named: Named, id: number): Request[] {
  const { list, name, item, heading, userGroup } = named
  const entity = { Id: id, HeadingId: heading, UdListDefinitionId: list, Name: 'changed', Tooltip: 'changed' }
  const json = {
    ...entity,
    UdListDefinitionName: name,
    ListItemId: item,
    ListItemIds: [item],
    ListItemsID: [item],
    GroupId: userGroup,
    UserGroups: [{ Id: userGroup, Selected: false }],
    Headings: [{ Id: heading, Selected: true }],
    HeadingIds: [heading],
    Enable: true,
    Direction: 1,
    CultureName: 'en',
    IncludeDeleted: true,
    Item: entity,
    Items: [{ ...entity, Id: item }],
    Entity: entity,
    Entities: [entity],
    ListEntity: entity,
    ListItemEntity: { ...entity, Id: item },
    AdditionalInfo: String(list),
  }
  const query = `?listEntityId=${list}&headingEntityId=${heading}`
  return agentRoutes.flatMap(([method, path]) => {
    // The vendor calls an array so in one method, and an id in another.
    const users = path.endsWith('/SetVisibleForUserGroup') ? [userGroup] : userGroup
    const body = { ...json, UserGroupId: users }
    const request = { method, path: path + query }
    return [{ ...request, json: body }, { ...request, json: { ...body, Name: name, Id: list } }]
  })
}

/** What makes a list. */
const MAKING: readonly Request[] = [LISTS, '/api/v1/Agents/List/SaveListEntity'].map((path) => ({
  method: 'POST',
  path,
  json: { Name: 'made' },
}))

const READING = /Agents\/(List|MDO)\/(Get|CreateDefault)/

async function eventCount({ running: { store } }: Api): Promise<number> {
  return (await eventsAfter(store, operator(1, 'test'), 0)).length
}

/** Makes an account with just these permissions; gives what it signs in with. */
async function accountWith(
  { running: { store } }: Api,
  login: string,
  permissions: string[],
): Promise<string> {
  await createAccount(store, { login, password: login, permissions, directory: 1 })
  return `Basic ${btoa(`${login}:${login}`)}`
}

superofficeTest(
  'who may only read is refused by everything that writes, and nothing changes',
  async (api) => {
    const named = await nameAll(api, ok(await api.get(LIST)))
    const authorization = await accountWith(api, 'looker', ['group.list', 'group.get', 'group.find'])
    const before = await eventCount(api)
    const rest = restRequests(named).filter(({ method, path }) =>
      method !== 'GET' && !(method === 'PATCH' && !path.endsWith('/305'))
    )
    const agents = agentRequests(named, named.item).filter(({ path }) => !READING.test(path))
    assert.ok(rest.length > 30 && agents.length > 60)
    for (const { method, path, json } of [...rest, ...agents, ...MAKING]) {
      assertError(await api.send(method, path, { json, authorization }), 403, 'SoSentryException')
    }
    assert.equal(await eventCount(api), before)
  },
)

superofficeTest('who may nothing is told nothing about any list', async (api) => {
  const named = await nameAll(api, ok(await api.get(LIST)))
  const authorization = await accountWith(api, 'nobody', [])
  const before = await eventCount(api)
  const free = /CreateDefault\w+Entity|\/default$/
  const requests = [...restRequests(named), ...agentRequests(named, named.item)]
  for (const { method, path, json } of requests.filter(({ path }) => !free.test(path))) {
    const answer = await api.send(method, path, { json, authorization })
    if (answer.status !== 403) assert.ok([404, 405].includes(answer.status), `${path}: ${answer.text}`)
    assert.doesNotMatch(answer.text, /secret|Hudson/)
  }
  assert.equal(await eventCount(api), before)
})

/** The dialect in which the account `half` sees only some of the groups. */
function seenByHalf(sees: Filter): Dialect[] {
  const dialect = superoffice(readConfig({ MUSTER_DATA: '/tmp' }, undefined).superoffice)
  const identify: Dialect['identify'] = async (arrival) => {
    const principal = await dialect.identify(arrival)
    return principal.name === 'half' ? { ...principal, sees } : principal
  }
  return [{ ...dialect, identify }]
}

/** All groups but those with these numbers. */
const allBut = (...values: number[]): Filter => ({ is: 'not', of: { is: 'in', field: 'number', values } })

superofficeTest(
  'a list that somebody may not see is nowhere, and nothing changes of it',
  async (api) => {
    const named = await nameAll(api, ok(await api.get(LIST)))
    const other = ok(await api.post(LISTS, { Name: 'other' }))
    const authorization = await accountWith(api, 'half', ['administrator'])
    const before = await eventCount(api)
    for (const { method, path, json } of restRequests(named)) {
      const answer = await api.send(method, path, { json, authorization })
      assert.ok([404, 405].includes(answer.status), `${method} ${path}: ${answer.status} ${answer.text}`)
    }
    const agents = [...agentRequests(named, named.item), ...agentRequests(named, named.list)]
    for (const { method, path, json } of agents) {
      const { status, text } = await api.send(method, path, { json, authorization })
      assert.ok(status < 500, text)
      assert.doesNotMatch(text, /secret|itaque/, path)
    }
    assert.equal(await eventCount(api), before)
    const ids = (await api.get(`${LISTS}?includeDeleted=true`, { authorization })).list.map(({ Id }) => Id)
    assert.deepEqual(ids, [other.Id, 2147483583, 2147483588])
    const { text } = await api.get('/api/v1/MDOList', { authorization })
    assert.equal(text, JSON.stringify(['category', 'lists', 'usergroup', `udlist${other.Id}`]))
  },
  { dialects: seenByHalf(allBut(305)) },
)

superofficeTest('a built-in list that somebody may not see is nowhere', async (api) => {
  const authorization = await accountWith(api, 'half', ['administrator'])
  const { list } = await api.get(LISTS, { authorization })
  assert.deepEqual(list.map(({ Name }) => Name), ['UserGroup', 'Beer, Hudson and Bashirian'])
  for (const key of ['Category', '2147483583']) {
    assertError(await api.get(`${LISTS}/${key}`, { authorization }), 404, 'SoNotFoundException')
    assertError(await api.get(`${LISTS}/${key}/Items`, { authorization }), 404, 'SoNotFoundException')
  }
  assert.equal((await api.get(`${LISTS}/UserGroup/Items`, { authorization })).status, 200)
}, { dialects: seenByHalf(allBut(2147483583)) })

superofficeTest('who may only list, lists the built-in lists, too', async (api) => {
  const authorization = await accountWith(api, 'lister', ['group.list'])
  assert.equal((await api.get(LISTS, { authorization })).list.length, 3)
  assertError(await api.get(LIST, { authorization }), 403, 'SoSentryException')
})

/** The methods that name an item or a heading of a list by its id. */
const NAMING =
  /\/((Save|SaveAll|Delete)From|Save(ListItem|Heading)Entity|MoveListItem|SaveHeadings?F|Set(Headings|ListItems|Visible|Rank))/

superofficeTest('what belongs to one list is not changed through another', async (api) => {
  const here = await nameAll(api, ok(await api.get(LIST)))
  const there = await nameAll(api, ok(await api.post(LISTS, { Name: 'there' })))
  const crossed = { ...here, item: there.item, heading: there.heading }
  const before = await eventCount(api)
  for (const { method, path, json } of restRequests(crossed).filter(({ path }) => path.includes('/Items/'))) {
    assertError(await api.send(method, path, { json }), 404, 'SoNotFoundException')
  }
  const agents = [...agentRequests(crossed, there.item), ...agentRequests(crossed, here.list)]
    .filter(({ path }) => NAMING.test(path))
  assert.ok(agents.length > 50)
  for (const { method, path, json } of agents) {
    const { status, text } = await api.send(method, path, { json })
    assert.ok(text === 'null' || [204, 400].includes(status), `${path}: ${status} ${text}`)
    assert.equal(await eventCount(api), before, path)
  }
})
