import assert from 'node:assert/strict'
import type { Thing } from '../../core/person.ts'
import { blankThing } from '../../core/references.ts'
import { decodeEndpointPatch, decodeEndpointPost, fromWire, newFromWire, toWire } from './endpoint.ts'

const application = '575ec8687ae143cd83dc4a97'
const oid = (digit: string) => digit.repeat(24)

function thingOf(data: Thing['data']): Thing {
  return { ...blankThing(0), kind: 'endpoint', number: 7, oid: oid('a'), data }
}

Deno.test('endpoint: a new one is open and enabled unless it says otherwise', () => {
  const made = newFromWire(decodeEndpointPost({ route: '/a', method: 'get', experienceGroupIds: [oid('B')] }))
  assert.deepEqual(made, {
    fields: {
      kind: 'endpoint',
      name: 'GET /a',
      data: { enabled: true, access: 'public', route: '/a', method: 'get' },
    },
    groups: [{ oid: oid('b') }],
  })
  const group = { number: 1, uuid: '', code: '', oid: oid('b'), name: 'Plant', parentOid: oid('c') }
  assert.deepEqual(
    Object.entries(toWire({ thing: thingOf(made.fields.data!), groups: [group] }, application)),
    [
      ['id', oid('a')],
      ['experienceEndpointId', oid('a')],
      ['applicationId', application],
      ['creationDate', '1970-01-01T00:00:00.000Z'],
      ['lastUpdated', '1970-01-01T00:00:00.000Z'],
      ['route', '/a'],
      ['method', 'get'],
      ['enabled', true],
      ['access', 'public'],
      ['endpointTags', {}],
      ['experienceGroups', [{ id: oid('b'), name: 'Plant' }]],
    ],
  )
})

Deno.test('endpoint: its name follows method and route, and what is not sent stays', () => {
  const thing = thingOf({
    route: '/a',
    method: 'get',
    enabled: false,
    more: 1,
    endpointTags: { 'my key': 'c' },
  })
  const { set } = fromWire(decodeEndpointPatch({ method: 'put', endpointTags: { a: 'b' } }), thing)
  assert.deepEqual(set, {
    name: 'PUT /a',
    data: { route: '/a', method: 'put', enabled: false, more: 1, endpointTags: { 'my key': 'c', a: 'b' } },
  })
  assert.equal('name' in fromWire({ enabled: true }, thing).set, false)
})

Deno.test('endpoint: what the schema forbids is not shown', () => {
  const { method, access, staticReply, route } = toWire({
    thing: thingOf({ method: 'GET', access: 'nobody', staticReply: { type: 'page' }, route: '' }),
    groups: [],
  }, application)
  assert.deepEqual([method, access, staticReply, route], [undefined, 'public', undefined, undefined])
})

Deno.test('endpoint: more than can be kept of one is refused', () => {
  const body = decodeEndpointPatch({ staticReply: { type: 'page', value: 'x'.repeat(70_000) } })
  const message = 'experienceEndpoint has longer length than allowed'
  assert.throws(() => fromWire(body, thingOf({})), { code: 'invalid', message })
})
