import assert from 'node:assert/strict'
import {
  assertError,
  assertInvalid,
  assertMissing,
  at,
  CURL,
  FULL,
  G,
  good,
  GROUP,
  GROUPS,
  losantTest,
  NOBODY,
  P,
  SAMPLE,
} from './client.ts'

losantTest('case 18: the body of the sample is stored as it stands', async (api) => {
  const before = good(await api.get(GROUP))
  const after = good(await api.patch(GROUP, SAMPLE, CURL))
  assert.partialDeepStrictEqual(after, { ...SAMPLE, ancestorIds: [P] })
  assert.ok(String(after.lastUpdated) > String(before.lastUpdated))
  assert.equal(after.creationDate, before.creationDate)
  assert.deepEqual(good(await api.get(GROUP)), after)
})

losantTest('case 21: a PATCH of nothing changes nothing', async (api) => {
  const before = good(await api.get(GROUP))
  assert.deepEqual(good(await api.patch(GROUP, {})), before)
  assert.deepEqual(good(await api.get(GROUP)), before)
})

losantTest('case 22: a PATCH without a body is refused', async (api) => {
  assertInvalid(await api.send('PATCH', GROUP, { type: 'application/json' }), 'experienceGroup is required')
  assertInvalid(await api.send('PATCH', GROUP), 'experienceGroup is required')
  assertInvalid(await api.send('PATCH', GROUP, { text: '' }), 'experienceGroup is required')
})

losantTest('case 23: a PATCH of the name changes the name alone', async (api) => {
  const before = good(await api.patch(GROUP, SAMPLE))
  const after = good(await api.patch(GROUP, { name: 'X' }))
  assert.deepEqual(after, { ...before, name: 'X', lastUpdated: after.lastUpdated })
  assert.notEqual(after.lastUpdated, before.lastUpdated)
})

losantTest('case 24: a list is emptied alone', async (api) => {
  const before = good(await api.patch(GROUP, SAMPLE))
  const after = good(await api.patch(GROUP, { experienceUserIds: [] }))
  assert.deepEqual(after, { ...before, experienceUserIds: [], lastUpdated: after.lastUpdated })
})

losantTest('case 25: only the query and the parent may be null', async (api) => {
  const fields = [
    'name',
    'description',
    'experienceUserIds',
    'experienceEndpointIds',
    'groupTags',
    'deviceIds',
  ]
  for (const field of [...fields, 'deviceTags']) {
    const answer = await api.patch(GROUP, { [field]: null })
    assertInvalid(answer, `experienceGroup.${field} is the wrong type`)
  }
  const after = good(await api.patch(GROUP, { deviceQueryJson: null, parentId: null }))
  assert.deepEqual([after.deviceQueryJson, after.parentId], [null, null])
})

losantTest('case 26: a group becomes a root', async (api) => {
  await api.patch(GROUP, SAMPLE)
  assert.partialDeepStrictEqual(good(await api.patch(GROUP, { parentId: null })), {
    parentId: null,
    ancestorIds: [],
  })
  assert.deepEqual(good(await api.get(GROUP)).ancestorIds, [])
})

losantTest('case 27: a parent that is no id', async (api) => {
  for (const parentId of ['root', '', 5, [], {}, false, `${G}0`, G.slice(1)]) {
    const message = 'experienceGroup.parentId no (or more than one) schemas match'
    assertInvalid(await api.patch(GROUP, { parentId }), message)
  }
})

losantTest('case 28: keys that a body may not have', async (api) => {
  const keys = [
    'foo',
    'id',
    'experienceGroupId',
    'applicationId',
    'ancestorIds',
    'directDeviceCount',
    '_type',
  ]
  for (const key of [...keys, '__proto__', 'constructor', '']) {
    const text = `{${JSON.stringify(key)}:1}`
    const answer = await api.send('PATCH', GROUP, { text })
    assertInvalid(answer, 'experienceGroup has additional properties')
  }
})

losantTest('case 30: a parent that is not there', async (api) => {
  const before = good(await api.patch(GROUP, { parentId: P }))
  assertMissing(await api.patch(GROUP, { name: 'never', parentId: NOBODY }))
  assert.deepEqual(good(await api.get(GROUP)), before)
  assertMissing(await api.post(GROUPS, { name: 'never', parentId: NOBODY }))
  assert.equal(good(await api.get(GROUPS)).totalCount, 2)
})

losantTest('case 31: a body that is no JSON', async (api) => {
  for (const text of ['{"name":', '{', 'name=x', "{'name':'x'}", '{"name":"x"}}', '\u00a0']) {
    const answer = await api.send('PATCH', GROUP, { text })
    assertError(answer, 400, 'InvalidContent', /^Invalid JSON/)
    assert.equal(answer.object.code, 'InvalidContent')
  }
})

losantTest('case 32: a PATCH of what is not there', async (api) => {
  assertMissing(await api.patch(at(GROUPS, NOBODY), { name: 'X' }))
  const other = { json: { name: 'X' }, token: FULL }
  assertMissing(
    await api.send('PATCH', `/applications/${NOBODY}/experience/groups/${G}`, other),
    'Application',
  )
})

losantTest('group: what is set once stays shown', async (api) => {
  assert.equal('description' in good(await api.get(GROUP)), false)
  good(await api.patch(GROUP, { description: 'text', deviceQueryJson: '{ "$nor": [] }\n' }))
  assert.partialDeepStrictEqual(good(await api.get(GROUP)), {
    description: 'text',
    deviceQueryJson: '{ "$nor": [] }\n',
  })
  good(await api.patch(GROUP, { description: '', deviceQueryJson: null }))
  assert.partialDeepStrictEqual(good(await api.get(GROUP)), { description: '', deviceQueryJson: null })
})

losantTest('group: a PATCH that brings nothing new is no change', async (api) => {
  const before = good(await api.patch(GROUP, { ...SAMPLE, description: 'd', groupTags: { a: 'b' } }))
  const { name, description, experienceUserIds, experienceEndpointIds, groupTags } = before
  const { deviceIds, deviceTags, parentId } = before
  const same = { name, description, experienceUserIds, experienceEndpointIds, groupTags, deviceIds }
  assert.deepEqual(good(await api.patch(GROUP, { ...same, deviceTags, parentId })), before)
})
