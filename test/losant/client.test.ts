import assert from 'node:assert/strict'
import { device, G, idOf, ids } from './client.ts'
import { clientTest, connect, HERE } from './client-npm.ts'
import { itemsOf } from './client-schemas.ts'

clientTest(
  'makes the ten calls of the specification in order (case 59)',
  async ({ api, client, version, check }) => {
    await device(api, { id: idOf(1), tags: [{ key: 'site', value: 'a' }] })
    const { experienceGroups, experienceGroup, experienceUsers } = client
    const system = check(
      'experienceGroup',
      await experienceGroups.post({ ...HERE, experienceGroup: { name: 'System' } }),
    )
    const S = String(system.id)
    const customer = await experienceGroups.post({
      ...HERE,
      experienceGroup: { name: 'Customer', parentId: S },
    })
    assert.deepEqual(check('experienceGroup', customer).ancestorIds, [S])
    const one = { ...HERE, experienceGroupId: String(customer.id) }
    const experienceUser = {
      email: 'a@example.com',
      password: 'password',
      experienceGroupIds: [one.experienceGroupId],
    }
    const { id: U = null } = check('experienceUser', await experienceUsers.post({ ...HERE, experienceUser }))
    const counts = { includeDirectDeviceCount: true, includeTotalDeviceCount: true }
    const counted = check('experienceGroup', await experienceGroup.get({ ...one, ...counts }))
    assert.deepEqual(counted.experienceUserIds, [U])
    // The older client knows no counts, and drops what it does not know.
    const expected = version === '2.8.1' ? 0 : undefined
    assert.deepEqual([counted.directDeviceCount, counted.totalDeviceCount], [expected, expected])
    const deviceTags = [{ key: 'site', value: 'a' }]
    const patched = await experienceGroup.patch({ ...one, experienceGroup: { deviceTags } })
    assert.deepEqual(check('experienceGroup', patched).deviceTags, deviceTags)
    const found = await experienceGroups.get({ ...HERE, filterField: 'name', filter: 'Cust*' })
    assert.equal(check('experienceGroups', found).count, 1)
    await assert.rejects(experienceGroups.post({ ...HERE, experienceGroup: {} }), {
      type: 'Validation',
      statusCode: 400,
      message: 'experienceGroup.name is required',
    })
    const gone = await experienceGroup.delete({ ...HERE, experienceGroupId: S })
    assert.deepEqual(check('success', gone), { success: true })
    const left = check('experienceGroup', await experienceGroup.get(one))
    assert.deepEqual([left.parentId, left.ancestorIds], [null, []])
  },
)

clientTest('signs in, and goes on with the token that it is given', async ({ api, version, check }) => {
  const asking = connect(api, version, { accessToken: '' })
  const credentials = { email: 'demo@example.com', password: 'demo-password' }
  const signedIn = check('authedUser', await asking.auth.authenticateUser({ credentials }))
  asking.setOption('accessToken', String(signedIn.token))
  check('experienceGroups', await asking.experienceGroups.get(HERE))
  // An empty body: there is no single sign-on. The older client does not ask.
  const ssoDomain = await asking.auth.ssoDomain?.({ email: credentials.email })
  assert.equal(ssoDomain, version === '2.8.1' ? '' : undefined)
})

clientTest(
  'takes a callback in the place of a promise',
  async ({ client: { experienceGroups, experienceGroup } }) => {
    const called = await new Promise((resolve) => {
      experienceGroups.post({ ...HERE, experienceGroup: { name: 'a' } }, {}, (...all) => resolve(all))
    })
    assert.ok(Array.isArray(called))
    const [error, { id }] = called
    assert.equal(error, null)
    const refused = await new Promise((resolve) => {
      experienceGroup.patch({ ...HERE, experienceGroupId: id, experienceGroup: { name: '' } }, {}, resolve)
    })
    assert.ok(refused instanceof Error)
    assert.equal(refused.message, 'experienceGroup.name has less length than allowed')
  },
)

clientTest('sends as much as its schema allows', async ({ client, check }) => {
  const key = (n: number) => `k${n}`.padEnd(255, '_')
  const value = 'ü'.repeat(255)
  const experienceGroup = {
    name: value,
    description: '日'.repeat(32767),
    experienceUserIds: ids(1000, 1),
    experienceEndpointIds: ids(1000, 2001),
    groupTags: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [key(n), value])),
    deviceIds: ids(1000, 4001),
    deviceTags: Array.from({ length: 100 }, (_, n) => ({ key: key(n), value })),
    deviceQueryJson: JSON.stringify({ name: 'n' }).padEnd(8192),
    parentId: G,
  }
  const made = check('experienceGroup', await client.experienceGroups.post({ ...HERE, experienceGroup }))
  assert.deepEqual({ ...made, ...experienceGroup }, made)
  const list = check('experienceGroups', await client.experienceGroups.get(HERE))
  assert.deepEqual(itemsOf(list).find(({ id }) => id === made.id), made)
})
