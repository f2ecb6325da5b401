import assert from 'node:assert/strict'
import current from 'npm:losant-rest@2.8.1'
import old from 'npm:losant-rest@2.3.7'
import group from 'npm:losant-rest@2.8.1/lib/schemas/experienceGroup.json' with { type: 'json' }
import groups from 'npm:losant-rest@2.8.1/lib/schemas/experienceGroups.json' with { type: 'json' }
import error from 'npm:losant-rest@2.8.1/lib/schemas/error.json' with { type: 'json' }
import success from 'npm:losant-rest@2.8.1/lib/schemas/success.json' with { type: 'json' }
import user from 'npm:losant-rest@2.8.1/lib/schemas/experienceUser.json' with { type: 'json' }
import users from 'npm:losant-rest@2.8.1/lib/schemas/experienceUsers.json' with { type: 'json' }
import { check, type Shape } from '../../src/dialects/losant/schema.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { APPLICATION, device, FULL, idOf, losantTest } from './client.ts'

/** The vendor's own client as far as it is used here: what a call sends, and the object that it answers. */
type Ask = (params: JsonObject) => Promise<JsonObject>
interface Client {
  readonly experienceGroup: { readonly get: Ask; readonly patch: Ask; readonly delete: Ask }
  readonly experienceGroups: { readonly get: Ask; readonly post: Ask }
  readonly experienceUsers: { readonly get: Ask; readonly post: Ask }
  readonly auth: { readonly authenticateUser: Ask }
}
interface Package {
  createClient(options: { readonly url: string; readonly accessToken?: string }): Client
}

/** A schema that the client ships, as a shape of ours: patterns are texts there. */
function shapeOf(schema: unknown): Shape {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === 'pattern' && typeof value === 'string') return new RegExp(value)
    if (key !== 'patternProperties') return value
    const [[pattern, shape] = ['', {}]] = Object.entries(value)
    return { key: new RegExp(pattern), shape }
  })
}

const SCHEMAS = { group, groups, user, users, success, error } as const

/** The same answer, if it is what the client's schema says. */
function valid(name: keyof typeof SCHEMAS, answer: JsonObject): JsonObject {
  check(shapeOf(SCHEMAS[name]), answer, name)
  return answer
}

const CLIENTS: Readonly<Record<string, Package>> = { '2.8.1': current, '2.3.7': old }

for (const [version, { createClient }] of Object.entries(CLIENTS)) {
  losantTest(`case 59: losant-rest ${version}, unmodified, makes its ten calls`, async (api) => {
    const client = createClient({ url: api.running.url, accessToken: FULL })
    const [applicationId, params] = [APPLICATION, { applicationId: APPLICATION }]
    await device(api, { id: idOf(1), tags: [{ key: 'site', value: 'a' }] })
    const system = valid(
      'group',
      await client.experienceGroups.post({ ...params, experienceGroup: { name: 'System' } }),
    )
    const S = String(system.id)
    assert.throws(() => valid('group', { ...system, parentId: 'root' }), /group\.parentId no \(or more/)
    const body = { name: 'Customer', parentId: S }
    const customer = valid('group', await client.experienceGroups.post({ ...params, experienceGroup: body }))
    const C = String(customer.id)
    assert.deepEqual(customer.ancestorIds, [S])
    const experienceUser = { email: 'a@example.com', password: 'password', experienceGroupIds: [C] }
    const made = valid('user', await client.experienceUsers.post({ applicationId, experienceUser }))
    const counted = await client.experienceGroup.get({
      ...params,
      experienceGroupId: C,
      includeDirectDeviceCount: true,
      includeTotalDeviceCount: true,
    })
    assert.deepEqual(valid('group', counted).experienceUserIds, [made.id])
    // The older client knows no counts, and drops what it does not know.
    assert.equal(counted.totalDeviceCount, version === '2.8.1' ? 0 : undefined)
    const patch = { deviceTags: [{ key: 'site', value: 'a' }] }
    const asked = { ...params, experienceGroupId: C }
    const patched = valid('group', await client.experienceGroup.patch({ ...asked, experienceGroup: patch }))
    assert.deepEqual(patched.deviceTags, patch.deviceTags)
    const found = await client.experienceGroups.get({ ...params, filterField: 'name', filter: 'Cust*' })
    assert.deepEqual([valid('groups', found).count, '_actions' in found], [1, false])
    valid('users', await client.experienceUsers.get({ ...params, experienceGroupId: C }))
    await assert.rejects(client.experienceGroups.post({ ...params, experienceGroup: {} }), {
      type: 'Validation',
      statusCode: 400,
      message: 'experienceGroup.name is required',
    })
    const gone = await client.experienceGroup.delete({ ...params, experienceGroupId: S })
    assert.deepEqual(valid('success', gone), { success: true })
    const left = valid('group', await client.experienceGroup.get(asked))
    assert.deepEqual([left.parentId, left.ancestorIds], [null, []])
  })

  losantTest(`losant-rest ${version} signs in, and is told what goes wrong`, async (api) => {
    const { url } = api.running
    const credentials = { email: 'demo@example.com', password: 'demo-password' }
    const { token } = await createClient({ url }).auth.authenticateUser({ credentials })
    const client = createClient({ url, accessToken: String(token) })
    const asked = { applicationId: APPLICATION, experienceGroupId: idOf(9) }
    await assert.rejects(client.experienceGroup.get(asked), (given: JsonObject & Error) => {
      valid('error', { type: given.type!, message: given.message })
      assert.deepEqual([given.type, given.statusCode], ['NotFound', 404])
      return true
    })
    await assert.rejects(createClient({ url }).experienceGroup.get(asked), {
      type: 'Forbidden',
      statusCode: 403,
    })
    await assert.rejects(createClient({ url, accessToken: 'x' }).experienceGroup.get(asked), {
      type: 'Unauthorized',
      statusCode: 401,
    })
    const nowhere = client.experienceGroups.get({ applicationId: '' })
    await assert.rejects(nowhere, { type: 'NotFound', statusCode: 404 })
  })
}
