import assert from 'node:assert/strict'
import type { Detailed } from '../../core/details.ts'
import type { Group } from '../../core/group.ts'
import { blankGroup } from '../../core/references.ts'
import { decodeGroupPatch, decodeGroupPost, fromWire, newFromWire, toWire } from './resource.ts'

const application = '575ec8687ae143cd83dc4a97'
const oid = (digit: string) => digit.repeat(24)

function groupOf(fields: Partial<Group>): Group {
  return { ...blankGroup(0), number: 7, oid: oid('a'), name: 'Plant', ...fields }
}

function detailed(fields: Partial<Group>, details: Partial<Detailed['details']> = {}): Detailed {
  return { group: groupOf(fields), details: { ancestors: [], members: {}, ...details } }
}

Deno.test('resource: a blank group has what is always there, in the order of the schema', () => {
  const wire = toWire(detailed({ createdAt: 1465790400000, updatedAt: 1465790400001 }), application)
  assert.deepEqual(Object.entries(wire), [
    ['id', oid('a')],
    ['experienceGroupId', oid('a')],
    ['applicationId', application],
    ['creationDate', '2016-06-13T04:00:00.000Z'],
    ['lastUpdated', '2016-06-13T04:00:00.001Z'],
    ['name', 'Plant'],
    ['experienceUserIds', []],
    ['experienceEndpointIds', []],
    ['groupTags', {}],
    ['deviceIds', []],
    ['deviceTags', []],
    ['parentId', null],
    ['ancestorIds', []],
  ])
})

Deno.test('resource: a group with everything', () => {
  const wire = toWire(
    detailed({
      parent: 3,
      description: '',
      labels: { site: 'a' },
      selectors: [
        { kind: 'tag', key: 'k', value: null },
        { kind: 'tag', key: null, value: 'v' },
        { kind: 'tag', key: null, value: null },
        { kind: 'query', value: '{}' },
      ],
    }, {
      ancestors: [{ number: 2, oid: oid('b') }, { number: 3, oid: oid('c') }],
      members: { person: [{ number: 1, oid: oid('d') }], device: [{ number: 1, oid: oid('e') }] },
      directDevices: 0,
      totalDevices: 5,
    }),
    application,
  )
  const { description, deviceTags, deviceQueryJson, parentId, ancestorIds } = wire
  assert.deepEqual(
    [description, deviceTags, deviceQueryJson, parentId, ancestorIds],
    ['', [{ key: 'k' }, { value: 'v' }, {}], '{}', oid('c'), [oid('b'), oid('c')]],
  )
  assert.deepEqual([wire.experienceUserIds, wire.experienceEndpointIds, wire.deviceIds], [
    [oid('d')],
    [],
    [oid('e')],
  ])
  assert.deepEqual(Object.entries(wire).slice(-2), [['directDeviceCount', 0], ['totalDeviceCount', 5]])
})

Deno.test('resource: what other dialects made longer is shown cut, and what comes back so is no change', () => {
  const group = groupOf({ name: `${'x'.repeat(254)}🙂`, description: '🙂'.repeat(20_000) })
  const { name, description } = toWire({ group, details: { ancestors: [], members: {} } }, application)
  assert.equal(name, 'x'.repeat(254))
  assert.equal(description, '🙂'.repeat(16_383))
  assert.deepEqual(fromWire({ name, description: description! }, group).set, {})
  assert.deepEqual(fromWire({ name: 'x' }, group).set, { name: 'x' })
})

Deno.test('resource: rules that the schema forbids are not shown, and stay', () => {
  const hidden = [{ kind: 'tag', key: 'my key', value: 'v' }, { kind: 'tag', key: 'k', value: '' }] as const
  const shown = { kind: 'tag', key: 'k', value: 'v' } as const
  const group = groupOf({ selectors: [hidden[0], shown, hidden[1]] })
  assert.deepEqual(toWire({ group, details: { ancestors: [], members: {} } }, application).deviceTags, [
    { key: 'k', value: 'v' },
  ])
  assert.deepEqual(fromWire({ deviceTags: [{ key: 'k', value: 'v' }] }, group).set, {})
  assert.deepEqual(fromWire({ deviceTags: [] }, group).set, { selectors: hidden })
})

Deno.test('resource: of more tags than the schema allows the first are shown, and the others stay', () => {
  const selectors = Array.from(
    { length: 101 },
    (_, n) => ({ kind: 'tag', key: `k${n}`, value: null } as const),
  )
  const group = groupOf({ selectors })
  const { deviceTags } = toWire({ group, details: { ancestors: [], members: {} } }, application)
  assert.deepEqual(deviceTags, selectors.slice(0, 100).map(({ key }) => ({ key })))
  assert.deepEqual(fromWire({ deviceTags }, group).set, {})
  assert.deepEqual(fromWire({ deviceTags: [] }, group).set, { selectors: selectors.slice(100) })
})

Deno.test('resource: a device query that was taken away is null, one that never was is absent', () => {
  const never = groupOf({})
  const { set: taken } = fromWire({ deviceQueryJson: null }, never)
  assert.deepEqual(taken, { selectors: [], extras: { losant: { deviceQueryJson: null } } })
  const without = { ...never, ...taken }
  const { deviceQueryJson } = toWire({ group: without, details: { ancestors: [], members: {} } }, application)
  assert.equal(deviceQueryJson, null)
  assert.deepEqual(fromWire({ deviceQueryJson: null }, without).set, {})
  assert.deepEqual(fromWire({ deviceQueryJson: '{}' }, without).set, {
    selectors: [{ kind: 'query', value: '{}' }],
    extras: {},
  })
})

Deno.test('resource: a list that is sent is the whole list, of those that are shown', () => {
  const { set, replace, ...rest } = fromWire({
    experienceUserIds: [oid('B'), oid('a'), oid('b')],
    deviceIds: [],
    parentId: oid('C'),
  })
  assert.deepEqual([set, rest], [{}, { parent: oid('c') }])
  assert.deepEqual(replace, [
    {
      kind: 'person',
      members: [{ kind: 'person', ref: { oid: oid('b') } }, { kind: 'person', ref: { oid: oid('a') } }],
      shown: 1000,
    },
    { kind: 'device', members: [], shown: 1000 },
  ])
  assert.deepEqual(fromWire({ parentId: null }), { set: {}, replace: [], parent: null })
})

Deno.test('resource: a new group', () => {
  const body = decodeGroupPost({
    name: 'Plant',
    experienceEndpointIds: [oid('a')],
    groupTags: { a: 'b' },
    deviceTags: [{ key: 'k' }],
    deviceQueryJson: '{"$nor":[]}',
  })
  assert.deepEqual(newFromWire(body), {
    fields: {
      name: 'Plant',
      labels: { a: 'b' },
      selectors: [{ kind: 'tag', key: 'k', value: null }, { kind: 'query', value: '{"$nor":[]}' }],
      extras: {},
    },
    add: [{ kind: 'endpoint', ref: { oid: oid('a') } }],
  })
})

Deno.test('resource: a text that is no device query is refused before anything is looked for', () => {
  const message = 'experienceGroup.deviceQueryJson is not a valid device query'
  for (const deviceQueryJson of ['', 'x', '[]', '{"$foo":1}']) {
    assert.throws(() => decodeGroupPatch({ deviceQueryJson }), { code: 'invalid', message })
    assert.throws(() => decodeGroupPost({ name: 'a', deviceQueryJson }), { code: 'invalid', message })
  }
})
