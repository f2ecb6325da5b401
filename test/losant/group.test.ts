import assert from 'node:assert/strict'
import { createGroup } from '../../src/core/groups.ts'
import { findGroup } from '../../src/core/queries.ts'
import {
  APPLICATION,
  assertError,
  assertInvalid,
  assertMissing,
  at,
  CURL,
  device,
  G,
  good,
  GROUP,
  GROUPS,
  idOf,
  losantTest,
  make,
  MORE,
  NOBODY,
  operatorOf,
  P,
  SAMPLE,
  USERS,
} from './client.ts'

losantTest('case 1: a group is read with all its keys, in their order', async (api) => {
  const answer = await api.get(GROUP, CURL)
  const body = good(answer)
  assert.deepEqual(body, {
    id: G,
    experienceGroupId: G,
    applicationId: APPLICATION,
    creationDate: '2026-11-22T12:00:00.000Z',
    lastUpdated: body.lastUpdated,
    name: 'Fixture',
    experienceUserIds: [],
    experienceEndpointIds: [],
    groupTags: {},
    deviceIds: [],
    deviceTags: [],
    parentId: null,
    ancestorIds: [],
    _type: 'experienceGroup',
    _links: { self: { href: GROUP } },
    _actions: {
      delete: { href: GROUP, method: 'DELETE' },
      get: { href: GROUP, method: 'GET' },
      patch: { href: GROUP, method: 'PATCH' },
    },
  })
  assert.deepEqual(Object.keys(body).slice(0, 13), [
    'id',
    'experienceGroupId',
    'applicationId',
    'creationDate',
    'lastUpdated',
    'name',
    'experienceUserIds',
    'experienceEndpointIds',
    'groupTags',
    'deviceIds',
    'deviceTags',
    'parentId',
    'ancestorIds',
  ])
})

losantTest('cases 2 and 3: the envelope is shown as far as it is asked for', async (api) => {
  const linked = good(await api.get(`${GROUP}?_actions=false&_links=true&_embedded=true`))
  assert.deepEqual([linked._type, linked._links, linked._actions], [
    'experienceGroup',
    { self: { href: GROUP } },
    undefined,
  ])
  const bare = good(await api.get(`${GROUP}?_actions=false&_links=false&_embedded=false`))
  assert.deepEqual([bare._type, bare._links, bare._actions], ['experienceGroup', undefined, undefined])
  for (const no of ['no', '0', 'nonsense', 'TRUE ']) {
    assert.equal('_links' in good(await api.get(`${GROUP}?_links=${encodeURIComponent(no)}`)), false, no)
  }
  for (const yes of ['true', '1', 'yes', '']) {
    assert.equal('_links' in good(await api.get(`${GROUP}?_links=${yes}`)), true, yes)
  }
})

losantTest('cases 4 and 5: the counts of devices are shown where they are asked for', async (api) => {
  const countsOf = async (query: string) => {
    const { directDeviceCount, totalDeviceCount } = good(await api.get(`${GROUP}?${query}`))
    return [directDeviceCount, totalDeviceCount]
  }
  assert.deepEqual(await countsOf('includeDirectDeviceCount=true'), [0, undefined])
  assert.deepEqual(await countsOf('includeTotalDeviceCount=true'), [undefined, 0])
  assert.deepEqual(await countsOf('includeTotalDeviceCount=1&includeDirectDeviceCount=yes'), [0, 0])
  for (const no of ['banana', 'false', '', '0']) {
    const query = `includeDirectDeviceCount=${no}&includeTotalDeviceCount=${no}`
    assert.deepEqual(await countsOf(query), [undefined, undefined], no)
  }
})

losantTest('cases 6, 7 and 8: what is not there, and what is no id', async (api) => {
  assertMissing(await api.get(at(GROUPS, NOBODY)))
  assertMissing(await api.get(`/applications/${NOBODY}/experience/groups/${G}`), 'Application')
  assertInvalid(await api.get(`${GROUPS}/not-an-id`), 'experienceGroupId pattern mismatch')
  assertInvalid(await api.get('/applications/xyz/experience/groups/zzz'), 'applicationId pattern mismatch')
})

losantTest('cases 19 and 20: devices are counted by id and by tag, and below a group', async (api) => {
  await api.patch(GROUP, SAMPLE)
  const direct = async () => good(await api.get(`${GROUP}?includeDirectDeviceCount=true`)).directDeviceCount
  assert.equal(await direct(), 1)
  await device(api, { id: idOf(1), tags: [{ key: 'myKey', value: 'foo' }] })
  await device(api, { id: idOf(2), tags: [{ key: 'myKey', value: 'Foo' }, { key: 'other', value: 'foo' }] })
  await device(api, { id: SAMPLE.deviceIds[0]!, tags: [{ key: 'myKey', value: 'foo' }] })
  assert.equal(await direct(), 2)
  const query = 'includeDirectDeviceCount=true&includeTotalDeviceCount=true'
  assert.partialDeepStrictEqual(good(await api.get(`${at(GROUPS, P)}?${query}`)), {
    directDeviceCount: 0,
    totalDeviceCount: 2,
  })
})

losantTest('cases 33, 34 and 35: a group is deleted once, with a body or without', async (api) => {
  const other = await make(api, { name: 'other' })
  const first = await api.send('DELETE', GROUP, { type: 'application/json' })
  assert.deepEqual([first.status, first.text], [200, '{"success":true}'])
  const second = await api.send('DELETE', at(GROUPS, other.id), { text: '{}' })
  assert.deepEqual([second.status, second.text], [200, '{"success":true}'])
  for (const path of [GROUP, at(GROUPS, other.id)]) {
    assertMissing(await api.delete(path))
    assertMissing(await api.get(path))
  }
  assertInvalid(await api.delete(`${GROUPS}/zzz`), 'experienceGroupId pattern mismatch')
  const broken = await api.send('DELETE', at(GROUPS, P), { text: 'not json' })
  assert.equal(broken.text, '{"success":true}')
})

losantTest('case 37: who was in a deleted group stays, without it', async (api) => {
  const m = await make(api, { name: 'M' })
  const user = good(
    await api.post(USERS, { email: 'u@example.com', password: 'password', experienceGroupIds: [m.id, G] }),
    201,
  )
  good(await api.delete(at(GROUPS, m.id)))
  assert.deepEqual(good(await api.get(at(USERS, user.id))).experienceGroups, [
    { id: G, name: 'Fixture', parentId: null },
  ])
})

losantTest('group: an id is the same in capitals', async (api) => {
  assert.equal(good(await api.get(at(GROUPS, G.toUpperCase()))).id, G)
  const path = `/applications/${APPLICATION.toUpperCase()}/experience/groups/${G}`
  const body = good(await api.get(path))
  assert.deepEqual([body.applicationId, body._links], [APPLICATION, { self: { href: GROUP } }])
})

losantTest('group: a trailing slash is the same path', async (api) => {
  assert.equal(good(await api.get(`${GROUP}/`)).id, G)
  assert.equal(good(await api.get(`${GROUPS}/`)).count, 2)
})

losantTest('group: who may only read is told so', async (api) => {
  const read = { token: 'READ' }
  const actionsOf = async (path: string) => Object.keys(Object(good(await api.get(path, read))._actions))
  assert.deepEqual([await actionsOf(GROUP), await actionsOf(GROUPS)], [['get'], ['get']])
  for (const method of ['PATCH', 'DELETE']) {
    assertError(await api.send(method, GROUP, { ...read, json: {} }), 403, 'Forbidden', 'Access is forbidden')
  }
  good(await api.get(GROUP, { token: 'ONE' }))
  assertError(await api.get(GROUPS, { token: 'ONE' }), 403, 'Forbidden')
}, { fixtures: MORE })

losantTest(
  'group: what another dialect named too long is shown cut, and sent back is no change',
  async (api) => {
    const [store, principal] = [api.running.store, await operatorOf(api)]
    const labels = { 'two words': 'x', empty: '', long: 'v'.repeat(255), 'ok-1': 'y' }
    const name = `${'🙂'.repeat(200)}end`
    const { group } = await createGroup(store, principal, { name, labels })
    const shown = good(await api.get(at(GROUPS, group.oid)))
    assert.equal(shown.name, '🙂'.repeat(127))
    assert.deepEqual(shown.groupTags, { long: 'v'.repeat(255), 'ok-1': 'y' })
    good(await api.patch(at(GROUPS, group.oid), { name: shown.name!, groupTags: shown.groupTags! }))
    assert.deepEqual(await findGroup(store, principal, { oid: group.oid }), group)
    good(await api.patch(at(GROUPS, group.oid), { groupTags: { 'ok-1': 'z' } }))
    assert.deepEqual((await findGroup(store, principal, { oid: group.oid })).labels, {
      'two words': 'x',
      empty: '',
      'ok-1': 'z',
    })
  },
)
