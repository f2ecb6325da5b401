import assert from 'node:assert/strict'
import { changedFields } from '../../core/fields.ts'
import type { Group } from '../../core/group.ts'
import { NO_MEMBERS } from '../../core/member.ts'
import { blankGroup } from '../../core/references.ts'
import { fromWire, newFromWire, toListed, toWire } from './resource.ts'

const UUID = '67f1f2df-016c-dc6b-5202-50e54938780c'
const AT = Date.UTC(2019, 7, 29, 8, 8, 32, 605)

function groupWith(fields: Partial<Group>): Group {
  return { ...blankGroup(AT), uuid: UUID, code: '101', name: 'A', ...fields }
}

/** What is set, of what differs from the group. */
function setOf(group: Group, body: Partial<Parameters<typeof fromWire>[0]>): object {
  return changedFields(group, fromWire({ ext: {}, ...body }, group).set)
}

Deno.test('incoplax group: as the vendor shows one', () => {
  const group = groupWith({
    name: 'group number 101',
    shortName: 'G.101',
    rank: 101,
    counts: { ...NO_MEMBERS, person: 2, phone: 7 },
    extras: { incoplax: { ext: { origin: 'ldap', ct: 'hidden' } }, hive: { private: true } },
  })
  assert.deepEqual(toWire(group, [1, 5]), {
    id: UUID,
    code: '101',
    name: 'group number 101',
    shortname: 'G.101',
    opts: { title: '', comment: '', abonents: [1, 5], abonentcount: 2, priority: 101 },
    ext: { ct: '2019-08-29T08:08:32.60Z', lwt: '2019-08-29T08:08:32.60Z', origin: 'ldap' },
  })
  assert.deepEqual(toListed(group), {
    id: UUID,
    code: '101',
    name: 'group number 101',
    shortname: 'G.101',
    opts: { abonentcount: 2, priority: 101 },
    ext: { ct: '2019-08-29T08:08:32.60Z', lwt: '2019-08-29T08:08:32.60Z' },
  })
})

Deno.test('incoplax group: a short name that was the name follows it', () => {
  for (
    const [shortName, body, set] of [
      ['A', { name: 'B' }, { name: 'B', shortName: 'B' }],
      ['A', { name: 'B', shortname: 'A' }, { name: 'B', shortName: 'B' }],
      ['A', { name: 'B', shortname: 'x' }, { name: 'B', shortName: 'x' }],
      ['A', { name: 'B', shortname: '' }, { name: 'B', shortName: '' }],
      ['a', { name: 'B' }, { name: 'B' }],
      ['', { name: 'B' }, { name: 'B' }],
      ['A', { shortname: 'z' }, { shortName: 'z' }],
      ['A', { name: 'A' }, {}],
      ['A', { name: 'A', shortname: 'z' }, { shortName: 'z' }],
    ] as const
  ) assert.deepEqual(setOf(groupWith({ shortName }), body), set, JSON.stringify(body))
})

Deno.test('incoplax group: what is shown in place of nothing is no change when it comes back', () => {
  assert.deepEqual(setOf(groupWith({}), { priority: 1000, comment: '' }), {})
  assert.deepEqual(setOf(groupWith({}), { priority: null }), {})
  assert.deepEqual(setOf(groupWith({ rank: 1000 }), { priority: null }), {})
  assert.deepEqual(setOf(groupWith({ rank: 5 }), { priority: 1000 }), { rank: 1000 })
  assert.deepEqual(setOf(groupWith({ rank: 5 }), { priority: null }), { rank: null })
  assert.deepEqual(setOf(groupWith({ description: 'x' }), { comment: '' }), { description: '' })
})

Deno.test('incoplax group: keys of ext are merged, null takes one away, and an empty bag is no bag', () => {
  const extras = { incoplax: { ext: { a: 1, b: null }, more: 1 }, hive: { private: true } }
  const group = groupWith({ extras })
  assert.deepEqual(setOf(group, { ext: { a: 1, b: null, none: null } }), {})
  assert.deepEqual(setOf(group, { ext: { c: 2 } }), {
    extras: { ...extras, incoplax: { more: 1, ext: { a: 1, b: null, c: 2 } } },
  })
  assert.deepEqual(setOf(group, { ext: { a: null } }), {
    extras: { ...extras, incoplax: { more: 1, ext: { b: null } } },
  })
  const plain = groupWith({ extras: { incoplax: { ext: { a: 1 } } } })
  assert.deepEqual(setOf(plain, { ext: { a: null } }), { extras: {} })
  assert.deepEqual(setOf(groupWith({ extras: { incoplax: { ext: 'x' } } }), {}), {})
})

Deno.test('incoplax group: members are replaced where they are given', () => {
  assert.deepEqual(fromWire({ ext: {} }, groupWith({})).replace, [])
  assert.deepEqual(fromWire({ ext: {}, abonents: [] }, groupWith({})).replace, [{
    kind: 'person',
    members: [],
  }])
  assert.deepEqual(fromWire({ ext: {}, abonents: [5] }, groupWith({})).replace, [
    { kind: 'person', members: [{ kind: 'person', ref: { number: 5 } }] },
  ])
})

Deno.test('incoplax group: a new one has what is given, and no short name of its own', () => {
  assert.deepEqual(newFromWire({ name: 'x', ext: {} }), { fields: { name: 'x', extras: {} }, add: [] })
  const { fields, add } = newFromWire({ id: UUID, name: 'x', abonents: [5, 1], priority: 7, ext: { a: 1 } })
  assert.deepEqual(fields, { name: 'x', uuid: UUID, rank: 7, extras: { incoplax: { ext: { a: 1 } } } })
  assert.deepEqual(add.map(({ ref }) => ref), [{ number: 5 }, { number: 1 }])
})
