import assert from 'node:assert/strict'
import { DirectoryError } from '../../core/error.ts'
import { blankGroup, blankPerson } from '../../core/references.ts'
import * as contact from './contact.ts'
import {
  commentMax,
  decodeContactChange,
  decodeGroupChange,
  decodeNewContact,
  decodeNewGroup,
  groupsMax,
  photoMax,
  textMax,
} from './decode.ts'
import { toWire } from './resource.ts'

const UUID = '67f1f2df-016c-dc6b-5202-50e54938780c'
const GROUP = toWire({ ...blankGroup(0), uuid: UUID, code: '101', name: 'A' }, [])
const CONTACT = contact.toWire({ ...blankPerson(0), uuid: UUID, number: 7, displayName: 'Ann' }, [])

/** Asserts that a body is refused, naming this field; '': the body as a whole. */
function refused(field: string, decode: () => unknown): void {
  const message = field === '' ? 'Invalid body' : `Invalid field '${field}'`
  assert.throws(decode, (error) => {
    assert.ok(error instanceof DirectoryError)
    assert.deepEqual([error.code, error.message], ['invalid', message])
    return true
  })
}

Deno.test('incoplax decode: a new group, whole', () => {
  const body = {
    id: UUID.toUpperCase(),
    code: '101',
    name: 'group number 101',
    shortname: 'G.101',
    opts: { title: 't', comment: 'c', abonents: [5, 1, 5], priority: 101, abonentcount: 'x', more: 1 },
    ext: { ct: 5, lwt: null, origin: 'ldap', deep: { a: [1] }, none: null },
    more: 1,
  }
  assert.deepEqual(decodeNewGroup(body), {
    id: UUID,
    code: '101',
    name: 'group number 101',
    shortname: 'G.101',
    title: 't',
    comment: 'c',
    priority: 101,
    abonents: [5, 1],
    ext: { origin: 'ldap', deep: { a: [1] }, none: null },
  })
  assert.deepEqual(decodeNewGroup({ name: 'x' }), { name: 'x', ext: {} })
})

Deno.test('incoplax decode: null is the default; of a new group a code that is empty, and a composite, are not given', () => {
  const nothing = { id: null, code: null, shortname: null, opts: null, ext: null }
  assert.deepEqual(decodeNewGroup({ ...nothing, name: 'x' }), { name: 'x', shortname: '', ext: {} })
  assert.deepEqual(decodeNewGroup({ name: 'x', code: '' }), { name: 'x', ext: {} })
  const opts = { title: null, comment: null, priority: null, abonents: null }
  assert.deepEqual(decodeGroupChange({ opts }, GROUP), {
    title: '',
    comment: '',
    priority: null,
    abonents: [],
    ext: {},
  })
})

Deno.test('incoplax decode: what is wrong with a group', () => {
  const long = 'x'.repeat(textMax + 1)
  for (
    const [field, body] of [
      ['', null],
      ['', []],
      ['', 'x'],
      ['', 5],
      ['name', {}],
      ['name', { name: null }],
      ['name', { name: '' }],
      ['name', { name: 5 }],
      ['name', { name: long }],
      ['name', { name: 'a\0' }],
      ['name', { name: '\ud800' }],
      ['code', { name: 'x', code: 101 }],
      ['code', { name: 'x', code: 'x'.repeat(256) }],
      ['id', { name: 'x', id: 'x' }],
      ['id', { name: 'x', id: 5 }],
      ['id', { name: 'x', id: '67f1f2df016cdc6b520250e54938780c' }],
      ['shortname', { name: 'x', shortname: long }],
      ['shortname', { name: 'x', shortname: [] }],
      ['opts', { name: 'x', opts: [] }],
      ['opts', { name: 'x', opts: 'x' }],
      ['opts.title', { name: 'x', opts: { title: 5 } }],
      ['opts.comment', { name: 'x', opts: { comment: 'x'.repeat(commentMax + 1) } }],
      ['opts.priority', { name: 'x', opts: { priority: '5' } }],
      ['opts.priority', { name: 'x', opts: { priority: 1.5 } }],
      ['opts.priority', { name: 'x', opts: { priority: 2 ** 31 } }],
      ['opts.priority', { name: 'x', opts: { priority: true } }],
      ['opts.abonents', { name: 'x', opts: { abonents: ['1'] } }],
      ['opts.abonents', { name: 'x', opts: { abonents: [1, null] } }],
      ['opts.abonents', { name: 'x', opts: { abonents: [0] } }],
      ['opts.abonents', { name: 'x', opts: { abonents: [-1] } }],
      ['opts.abonents', { name: 'x', opts: { abonents: [1.5] } }],
      ['opts.abonents', { name: 'x', opts: { abonents: [2 ** 31] } }],
      ['opts.abonents', { name: 'x', opts: { abonents: { 0: 1 } } }],
      ['opts.abonents', { name: 'x', opts: { abonents: 1 } }],
      ['ext', { name: 'x', ext: 'x' }],
      ['ext', { name: 'x', ext: [1] }],
    ] as const
  ) refused(field, () => decodeNewGroup(body))
})

Deno.test('incoplax decode: a change of a group may tell its id, but no other one', () => {
  assert.deepEqual(decodeGroupChange({ id: UUID.toUpperCase(), name: 'B' }, GROUP), { name: 'B', ext: {} })
  const other = UUID.replace('6', '7')
  for (const id of [other, null, '', 5, [UUID]]) refused('id', () => decodeGroupChange({ id }, GROUP))
})

Deno.test('incoplax decode: a change takes away no name, no code, and no composite at once', () => {
  for (const value of [null, '']) {
    refused('name', () => decodeGroupChange({ name: value }, GROUP))
    refused('code', () => decodeGroupChange({ code: value }, GROUP))
  }
  refused('opts', () => decodeGroupChange({ opts: null }, GROUP))
  refused('ext', () => decodeGroupChange({ ext: null }, GROUP))
})

Deno.test('incoplax decode: limits count code points, and hold for what is not shown already', () => {
  assert.equal(decodeNewGroup({ name: '🙂'.repeat(textMax) }).name.length, 2 * textMax)
  const photo = 'x'.repeat(photoMax + 1)
  const shown = { ...CONTACT, photo, opts: { ...CONTACT.opts, priority: 2.5 } }
  const sent = decodeContactChange({ photo, opts: { priority: 2.5 } }, shown)
  assert.deepEqual(sent, { photo, priority: 2.5, ext: {} })
  refused('photo', () => decodeContactChange({ photo }, CONTACT))
  refused('opts.priority', () => decodeContactChange({ opts: { priority: 2.5 } }, CONTACT))
})

Deno.test('incoplax decode: a new contact', () => {
  const body = {
    autokey: -1,
    displayname: 'Ann',
    number: '1',
    mobile: '2',
    photo: 'x'.repeat(photoMax),
    opts: { title: 't', comment: 'c', groups: ['101', '007', '101'], priority: null },
    ext: { ct: 'x', a: 1 },
  }
  assert.deepEqual(decodeNewContact(body), {
    displayname: 'Ann',
    number: '1',
    mobile: '2',
    photo: body.photo,
    title: 't',
    comment: 'c',
    groups: ['101', '007'],
    priority: null,
    ext: { a: 1 },
  })
})

Deno.test('incoplax decode: what is wrong with a contact', () => {
  const some = { displayname: 'x', number: '1' }
  for (
    const [field, body] of [
      ['', []],
      ['displayname', { number: '1' }],
      ['displayname', { displayname: '', number: '1' }],
      ['number', { displayname: 'x' }],
      ['number', { displayname: 'x', number: null }],
      ['number', { displayname: 'x', number: 11 }],
      ['autokey', { ...some, autokey: 7 }],
      ['autokey', { ...some, autokey: null }],
      ['autokey', { ...some, autokey: '-1' }],
      ['email', { ...some, email: 5 }],
      ['roomnum3', { ...some, roomnum3: 'x'.repeat(textMax + 1) }],
      ['opts.groups', { ...some, opts: { groups: '101' } }],
      ['opts.groups', { ...some, opts: { groups: [101] } }],
      ['opts.groups', { ...some, opts: { groups: [''] } }],
      ['opts.groups', { ...some, opts: { groups: ['x'.repeat(256)] } }],
      ['opts.groups', {
        ...some,
        opts: { groups: Array.from({ length: groupsMax + 1 }, (_, at) => `${at}`) },
      }],
      ['opts.priority', { ...some, opts: { priority: '1' } }],
    ] as const
  ) refused(field, () => decodeNewContact(body))
})

Deno.test('incoplax decode: a contact keeps its autokey', () => {
  assert.deepEqual(decodeContactChange({ autokey: 7, id: UUID }, CONTACT), { ext: {} })
  for (const autokey of [8, -1, null, '7']) {
    refused('autokey', () => decodeContactChange({ autokey }, CONTACT))
  }
})

Deno.test('incoplax decode: an empty number is taken from who is shown with one', () => {
  assert.deepEqual(decodeContactChange({ number: '' }, CONTACT), { number: '', ext: {} })
  refused('number', () => decodeContactChange({ number: '' }, { ...CONTACT, number: '1' }))
  refused('number', () => decodeContactChange({ number: null }, CONTACT))
  refused('displayname', () => decodeContactChange({ displayname: '' }, CONTACT))
})
