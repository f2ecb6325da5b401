import assert from 'node:assert/strict'
import fc from 'fast-check'
import { DirectoryError } from '../../core/error.ts'
import { blankSpell, type Member, mergeData, type NewMember } from '../../core/member.ts'
import { attributesOf, changedEntry, type Entry, entryOf, newEntry, withAttributes } from './entry.ts'
import { headingFromWire, headingToWire } from './heading.ts'
import { itemFromWire, itemToWire, userGroupFromWire, userGroupToWire } from './item.ts'

const text = (maxLength: number) =>
  fc.string({ unit: 'grapheme', maxLength }).filter((one) => !one.includes('\0'))

const entries: fc.Arbitrary<Entry> = fc.record({
  name: text(30).filter((one) => one.trim() !== ''),
  tooltip: fc.option(text(30)),
  rank: fc.integer({ min: 0, max: 65535 }),
  deleted: fc.boolean(),
})

/** Members as any dialect may have written them. */
const members: fc.Arbitrary<Member> = fc.record({
  name: text(400),
  data: fc.record({
    label: fc.option(text(300)),
    role: fc.constant('r'),
    attributes: fc.dictionary(
      fc.constantFrom('rank', 'deleted', 'headings', 'userGroups', 'own'),
      fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.parse(JSON.stringify(value))),
      { noNullPrototype: true },
    ),
  }, { requiredKeys: [], noNullPrototype: true }),
}).map(({ name, data }) => memberWith({ name, data }))

function memberWith(more: Partial<Member>): Member {
  return { ...blankSpell(7, { group: 305, kind: 'item', ref: null }), until: null, ...more }
}

/** The member as the core makes it of what a lens gives. */
function applied(member: Member, { name = member.name!, data }: NewMember): Member {
  return { ...member, name, data: mergeData(member.data, data) }
}

const LENSES = [
  ['item', itemToWire, itemFromWire],
  ['user group', userGroupToWire, userGroupFromWire],
  ['heading', headingToWire, headingFromWire],
] as const

for (const [name, toWire, fromWire] of LENSES) {
  const sent = (member: Member) => {
    const wire = JSON.parse(JSON.stringify(toWire(member)))
    return fromWire(new Map(Object.entries(wire).map(([key, value]) => [key.toLowerCase(), value])))
  }

  Deno.test(`superoffice ${name}: put back what you got, and nothing changes`, () => {
    fc.assert(fc.property(members, (member) => {
      const { id, ...entry } = sent(member)
      assert.equal(id, member.id)
      assert.deepEqual(applied(member, changedEntry('item', entry, member)), member)
    }))
  })

  Deno.test(`superoffice ${name}: get what you put, and it is what you put`, () => {
    fc.assert(fc.property(entries, members, (entry, member) => {
      const made = applied(memberWith({}), newEntry('item', entry))
      assert.deepEqual({ ...sent(made), id: null }, { id: null, ...entry })
      const changed = applied(member, changedEntry('item', entry, member))
      assert.deepEqual({ ...sent(changed), id: null }, { id: null, ...entry })
      assert.equal(changed.data.role, member.data.role)
      assert.deepEqual(changed.data.attributes?.own, member.data.attributes?.own)
    }))
  })
}

Deno.test('superoffice entry: what is at its default is not kept', () => {
  const blank = { name: 'a', tooltip: null, rank: 0, deleted: false }
  assert.deepEqual(newEntry('item', blank), { kind: 'item', name: 'a', data: {} })
  const member = memberWith({
    data: { attributes: { rank: 3, deleted: true, headings: [1], userGroups: [2] } },
  })
  const { data } = withAttributes('item', member, { rank: 0, deleted: false, headings: [], userGroups: null })
  assert.deepEqual(data, { attributes: {} })
  assert.deepEqual(attributesOf(memberWith({ data: { attributes: { userGroups: [] } } })).userGroups, [])
})

Deno.test('superoffice entry: limits bind what changes, and nothing else', () => {
  const long = memberWith({
    name: 'x'.repeat(500),
    data: { label: 'y'.repeat(500), attributes: { rank: 1e6 } },
  })
  const entry = entryOf(long)
  assert.deepEqual(changedEntry('item', { ...entry, deleted: true }, long).data, {
    attributes: { rank: 1e6, deleted: true },
  })
  const bad: readonly (readonly [Partial<Entry>, string])[] = [
    [{ name: 'x'.repeat(499) }, 'Name'],
    [{ name: null }, 'Name'],
    [{ name: ' ' }, 'Name'],
    [{ tooltip: 'y'.repeat(255) }, 'Tooltip'],
    [{ rank: 65536 }, 'Rank'],
    [{ rank: -1 }, 'Rank'],
  ]
  for (const [change, field] of bad) {
    assert.throws(
      () => changedEntry('item', { ...entry, ...change }, long),
      (error) => error instanceof DirectoryError && error.violations[0]?.field === field,
    )
  }
  const all = { name: '', tooltip: 'y'.repeat(255), rank: -1, deleted: false }
  assert.throws(
    () => newEntry('item', all),
    (error) => error instanceof DirectoryError && error.violations.length === 3,
  )
})
