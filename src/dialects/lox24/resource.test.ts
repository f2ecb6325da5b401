import assert from 'node:assert/strict'
import type { Group } from '../../core/group.ts'
import { NO_MEMBERS } from '../../core/member.ts'
import { blankGroup } from '../../core/references.ts'
import { fromWire, GROUP_KEYS, toWire } from './resource.ts'

const GROUP: Group = {
  ...blankGroup(0),
  number: 12344,
  name: 'My Clients',
  description: 'Best clients',
  columns: ['prefix', null, 'datetime'],
  counts: { ...NO_MEMBERS, phone: 3, person: 9 },
  expiresAt: Date.UTC(2031, 2, 1, 8, 30, 0, 250),
}

Deno.test('lox24 resource: a group is shown with all keys, nulls too, in the order of the documentation', () => {
  assert.deepEqual(Object.keys(toWire(GROUP)), [...GROUP_KEYS])
  assert.deepEqual(toWire(GROUP), {
    id: 12344,
    name: 'My Clients',
    description: 'Best clients',
    name_a: 'prefix',
    name_b: null,
    name_c: 'datetime',
    name_d: null,
    name_e: null,
    count_items: 3,
    deleted_at: '2031-03-01T08:30:00+00:00',
  })
})

Deno.test('lox24 resource: a longer group is shown cut, in code points', () => {
  const shown = toWire({
    ...GROUP,
    name: '🙂'.repeat(60),
    description: 'ü'.repeat(300),
    columns: ['x'.repeat(51)],
  })
  assert.equal(shown.name, '🙂'.repeat(50))
  assert.equal(shown.description, 'ü'.repeat(255))
  assert.equal(shown.name_a, 'x'.repeat(50))
})

const CHANGES: readonly [name: string, body: Parameters<typeof fromWire>[0], expected: object][] = [
  ['what is shown', { ...toWire(GROUP) }, {}],
  ['the name alone', { name: 'My Clients' }, {}],
  ['another name', { name: 'New' }, { name: 'New' }],
  ['null for a text', { name: 'My Clients', description: null }, { description: null }],
  ['an empty text', { name: 'My Clients', description: '' }, { description: '' }],
  ['one column', { name: 'My Clients', name_e: 'e' }, { columns: ['prefix', null, 'datetime', null, 'e'] }],
  ['a column taken away', { name: 'My Clients', name_a: null }, {
    columns: [null, null, 'datetime', null, null],
  }],
  ['no date', { name: 'My Clients', deleted_at: null }, { expiresAt: null }],
  [
    'another date',
    { name: 'My Clients', deleted_at: '2031-03-01T08:30:01+00:00' },
    { expiresAt: Date.UTC(2031, 2, 1, 8, 30, 1) },
  ],
]

for (const [name, body, expected] of CHANGES) {
  Deno.test(`lox24 resource: ${name} changes ${Object.keys(expected)[0] ?? 'nothing'}`, () => {
    assert.deepEqual(fromWire(body, GROUP), expected)
  })
}

Deno.test('lox24 resource: one changed column leaves the unshown rest of the others', () => {
  const long = { ...GROUP, columns: ['x'.repeat(80), 'b'] }
  assert.deepEqual(fromWire({ ...toWire(long), name_b: 'new' }, long), {
    columns: ['x'.repeat(80), 'new', null, null, null],
  })
})

Deno.test('lox24 resource: a new group has what is given', () => {
  assert.deepEqual(fromWire({ name: 'x' }), { name: 'x' })
  assert.deepEqual(fromWire({ name: 'x', name_b: 'b' }), {
    name: 'x',
    columns: [null, 'b', null, null, null],
  })
})
