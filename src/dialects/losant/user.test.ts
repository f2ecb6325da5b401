import assert from 'node:assert/strict'
import type { Person } from '../../core/person.ts'
import { blankPerson } from '../../core/references.ts'
import { decodeUserPatch, decodeUserPost, fromWire, newFromWire, toWire } from './user.ts'

const application = '575ec8687ae143cd83dc4a97'
const oid = (digit: string) => digit.repeat(24)

function personOf(fields: Partial<Person>): Person {
  return { ...blankPerson(0), number: 7, oid: oid('a'), ...fields }
}

Deno.test('user: a person with everything, and one of whom nothing is known', () => {
  const person = personOf({
    email: 'ann@example.com',
    data: { givenName: 'Ann', familyName: '', labels: { a: 'b', 'my key': 'c' } },
    extras: { losant: { tokenCutoff: 1465790400000, passwordLastUpdated: 0, lastLogin: 1 } },
  })
  const group = { number: 1, uuid: '', code: '', oid: oid('b'), name: 'x'.repeat(300), parentOid: null }
  assert.deepEqual(Object.entries(toWire({ person, groups: [group] }, application)), [
    ['id', oid('a')],
    ['experienceUserId', oid('a')],
    ['applicationId', application],
    ['creationDate', '1970-01-01T00:00:00.000Z'],
    ['lastUpdated', '1970-01-01T00:00:00.000Z'],
    ['passwordLastUpdated', '1970-01-01T00:00:00.000Z'],
    ['lastLogin', '1970-01-01T00:00:00.001Z'],
    ['email', 'ann@example.com'],
    ['firstName', 'Ann'],
    ['lastName', ''],
    ['tokenCutoff', '2016-06-13T04:00:00.000Z'],
    ['userTags', { a: 'b' }],
    ['experienceGroups', [{ id: oid('b'), name: 'x'.repeat(255), parentId: null }]],
  ])
  const unknown = Object.keys(toWire({ person: personOf({ email: 'no address' }), groups: [] }, application))
  assert.deepEqual(unknown.slice(5), ['userTags', 'experienceGroups'])
})

Deno.test('user: a password is kept nowhere, only when it was given', () => {
  const body = decodeUserPost({
    email: 'a@b',
    password: 'hidden words',
    experienceGroupIds: [oid('B'), oid('b')],
  })
  const made = newFromWire(body, 5)
  assert.deepEqual(made, {
    fields: { email: 'a@b', data: {}, extras: { losant: { passwordLastUpdated: 5 } }, displayName: 'a@b' },
    groups: [{ oid: oid('b') }],
  })
  const { set, ...rest } = fromWire(decodeUserPatch({ password: 'other words' }), 6, personOf({}))
  assert.deepEqual([set.extras, rest], [{ losant: { passwordLastUpdated: 6 } }, {}])
})

Deno.test('user: the name that is shown elsewhere follows the names while nobody has given another', () => {
  const ann = { email: 'ann@example.com', data: { givenName: 'Ann', familyName: 'Lee' } }
  const named = (displayName: string, body: object, person: Partial<Person> = ann) =>
    fromWire(decodeUserPatch(body), 0, personOf({ ...person, displayName })).set.displayName ?? displayName
  assert.equal(named('Ann Lee', { firstName: 'Anna' }), 'Anna Lee')
  assert.equal(named('Ann Lee', { firstName: '', lastName: '' }), 'ann@example.com')
  assert.equal(named('ann@example.com', { firstName: 'Anna' }), 'Anna Lee')
  assert.equal(named('Boss', { firstName: 'Anna' }), 'Boss')
  assert.equal(named('Boss', { userTags: {} }), 'Boss')
  assert.equal(named('a@b', { email: 'c@d' }, { email: 'a@b', data: {} }), 'c@d')
  const long = { firstName: 'x'.repeat(1024), lastName: 'y' }
  assert.equal(named('Ann Lee', long), 'x'.repeat(1024))
})

Deno.test('user: what other dialects know of a person stays', () => {
  const person = personOf({
    data: { department: 'Sales', labels: { 'my key': 'c' } },
    extras: { hive: { open: true } },
  })
  const { set } = fromWire(
    { firstName: 'Ann', userTags: { a: 'b' }, tokenCutoff: '2016-06-13T04:00:00Z' },
    0,
    person,
  )
  assert.deepEqual(set.data, { department: 'Sales', givenName: 'Ann', labels: { 'my key': 'c', a: 'b' } })
  assert.deepEqual(set.extras, { hive: { open: true }, losant: { tokenCutoff: 1465790400000 } })
})
