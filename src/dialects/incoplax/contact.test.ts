import assert from 'node:assert/strict'
import { changedFields } from '../../core/fields.ts'
import type { Person } from '../../core/person.ts'
import { blankPerson } from '../../core/references.ts'
import { contactToCombined } from './combined.ts'
import { fromWire, newFromWire, toListed, toWire } from './contact.ts'

const UUID = 'ae425147-016c-d818-82d0-50e54938780c'

function personWith(fields: Partial<Person>): Person {
  return { ...blankPerson(0), uuid: UUID, number: 7, displayName: 'Ann Lee', phone: '515', ...fields }
}

function setOf(person: Person, body: Partial<Parameters<typeof fromWire>[0]>): object {
  return changedFields(person, fromWire({ ext: {}, ...body }, person).set)
}

Deno.test('incoplax contact: as the vendor shows one', () => {
  const person = personWith({
    email: 'ann@example.com',
    data: {
      department: 'd',
      jobTitle: 'j',
      rank: 5,
      numbers: { local: '1', mobile2: '2', room3: '3' },
      emails: { email3: 'e' },
      comment: 'c',
    },
  })
  const ext = { ct: '1970-01-01T00:00:00.00Z', lwt: '1970-01-01T00:00:00.00Z' }
  assert.deepEqual(toWire(person, [{ code: '101' }, { code: '007' }]), {
    id: UUID,
    autokey: 7,
    displayname: 'Ann Lee',
    number: '515',
    email: 'ann@example.com',
    department: 'd',
    jobtitle: 'j',
    numlocal: '1',
    numpublic: '',
    mobile: '',
    mobile2: '2',
    mobile3: '',
    roomnum: '',
    roomnum2: '',
    roomnum3: '3',
    email2: '',
    email3: 'e',
    photo: '',
    opts: { title: '', comment: 'c', groups: ['101', '007'], priority: 5 },
    ext,
  })
  assert.deepEqual(toListed(person, []), {
    id: UUID,
    autokey: 7,
    displayname: 'Ann Lee',
    department: 'd',
    jobtitle: 'j',
    number: '515',
    email: 'ann@example.com',
    opts: { groups: [], priority: 5 },
    ext,
  })
})

Deno.test('incoplax contact: whom another dialect has made is shown by what there is', () => {
  const nameless = personWith({ displayName: '', phone: '' })
  for (
    const [fields, name] of [
      [{ data: { givenName: 'Ann', familyName: 'Lee' }, email: 'a@x' }, 'Ann Lee'],
      [{ data: { familyName: 'Lee' }, email: 'a@x' }, 'Lee'],
      [{ data: { givenName: 5 }, email: 'a@x' }, 'a@x'],
      [{ email: '' }, UUID],
      [{}, UUID],
    ] as const
  ) {
    const { displayname, number } = toWire({ ...nameless, ...fields }, [])
    assert.deepEqual([displayname, number], [name, ''])
    assert.equal(contactToCombined({ ...nameless, ...fields }).name, name)
    assert.deepEqual(setOf({ ...nameless, ...fields }, { displayname, number }), {})
  }
})

Deno.test('incoplax contact: what is of another type than it should be is not shown, and stays', () => {
  const person = personWith({ data: { department: 5, numbers: 'x', emails: { email2: [] }, rank: 'x' } })
  const { department, numlocal, email2, opts } = toWire(person, [])
  assert.deepEqual([department, numlocal, email2, opts.priority], ['', '', '', null])
  assert.deepEqual(setOf(person, { department, numlocal, email2, priority: null }), {})
})

Deno.test('incoplax contact: a text goes to its place, and what stands beside it stays', () => {
  const data = { givenName: 'Ann', numbers: { local: '1', other: '2' }, photo: 'p', labels: { a: 'b' } }
  const person = personWith({ data, email: 'x' })
  assert.deepEqual(setOf(person, { numlocal: '3', department: 'd', priority: 4 }), {
    data: { ...data, numbers: { local: '3', other: '2' }, department: 'd', rank: 4 },
  })
  assert.deepEqual(setOf(person, { numlocal: '', photo: '', email: '' }), {
    email: null,
    data: { givenName: 'Ann', numbers: { other: '2' }, labels: { a: 'b' } },
  })
  assert.deepEqual(setOf(personWith({ data: { emails: { email2: 'x' } } }), { email2: '' }), { data: {} })
})

Deno.test('incoplax contact: groups are given by their codes, in order', () => {
  assert.equal('groups' in fromWire({ ext: {} }, personWith({})), false)
  assert.deepEqual(fromWire({ ext: {}, groups: ['b', 'a'] }, personWith({})).groups, [
    { code: 'b' },
    { code: 'a' },
  ])
})

Deno.test('incoplax contact: a new one has what is given', () => {
  assert.deepEqual(newFromWire({ displayname: 'x', number: '1', ext: {} }), {
    fields: { displayName: 'x', phone: '1', data: {}, extras: {} },
    groups: [],
  })
  const given = { id: UUID, displayname: 'x', number: '1', email: '', title: 't', groups: ['a'] }
  assert.deepEqual(newFromWire({ ...given, priority: null, ext: { a: 1 } }), {
    fields: {
      uuid: UUID,
      displayName: 'x',
      phone: '1',
      email: null,
      data: { title: 't' },
      extras: { incoplax: { ext: { a: 1 } } },
    },
    groups: [{ code: 'a' }],
  })
})
