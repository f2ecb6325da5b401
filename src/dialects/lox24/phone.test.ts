import assert from 'node:assert/strict'
import type { Member } from '../../core/member.ts'
import { newPhone, PHONE_KEYS, phoneFromWire, phoneToWire, toNumber } from './phone.ts'

const NUMBERS: readonly [sent: string, kept: string | undefined][] = [
  ['+491701234567', '+491701234567'],
  ['00491701234567', '+491701234567'],
  ['491701234567', '491701234567'],
  ['01701234567', '01701234567'],
  ['+93701234567', '+93701234567'],
  ['+4912345678', '+4912345678'],
  ['+4917663804817', '+4917663804817'],
  ['0170 / 123-45.67', '0170 / 123-45.67'],
  ['(0170) 1234567', '(0170) 1234567'],
  ['+49 (170) 1234567', '+49 (170) 1234567'],
  ['0049 170 1234567', '+49 170 1234567'],
  ['1234', '1234'],
  ['+1', '+1'],
  ['12345678901234567890', '12345678901234567890'],
  ['123456789012345678901', undefined],
  ['123', undefined],
  ['00', undefined],
  ['+', undefined],
  ['----', undefined],
  ['0170+1234567', undefined],
  ['++491701234567', undefined],
  ['00+491701234567', undefined],
  ['0170\t1234567', undefined],
  ['٠١٧٠١٢٣٤٥٦٧', undefined],
  ['hello', undefined],
]

for (const [sent, kept] of NUMBERS) {
  Deno.test(`lox24 phone: ${JSON.stringify(sent)} is ${kept === undefined ? 'refused' : `kept as ${kept}`}`, () => {
    assert.equal(toNumber(sent), kept)
  })
}

const MEMBER: Member = {
  id: 90017,
  since: 1,
  until: null,
  state: 'live',
  group: 12344,
  kind: 'phone',
  ref: null,
  home: false,
  name: '+4915550001',
  nameKey: '+4915550001',
  position: 1,
  place: 1,
  data: {
    values: ['Ms. ', null, 'x'],
    correlation: 'crm-17',
    optedInAt: 1_700_000_000_999,
    optedOutAt: 1_700_000_100_000,
    optOutReason: 2,
  },
  validFrom: null,
  validUntil: null,
}

Deno.test('lox24 phone: is shown with a text id, nulls and seconds, in the order of the documentation', () => {
  const shown = phoneToWire(MEMBER)
  assert.deepEqual(Object.keys(shown), [...PHONE_KEYS])
  assert.deepEqual(shown, {
    id: '90017',
    phone: '+4915550001',
    a: 'Ms. ',
    b: null,
    c: 'x',
    d: null,
    e: null,
    callback_data: 'crm-17',
    subscribed_at: 1_700_000_000,
    unsubscribed_at: 1_700_000_100,
    unsubscribe_reason: 2,
  })
})

Deno.test('lox24 phone: is shown cut to the limits of the vendor', () => {
  const long = {
    ...MEMBER,
    name: '1'.repeat(40),
    data: { values: ['ü'.repeat(1600)], correlation: '🙂'.repeat(40) },
  }
  const shown = phoneToWire(long)
  assert.equal(shown.phone, '1'.repeat(30))
  assert.equal(shown.a, 'ü'.repeat(1530))
  assert.equal(shown.callback_data, '🙂'.repeat(36))
  assert.deepEqual(
    phoneFromWire({ phone: shown.phone, a: shown.a, callback_data: shown.callback_data }, long),
    {},
  )
})

Deno.test('lox24 phone: a change names only what changes, each value at its place', () => {
  const change = phoneFromWire({ phone: '+4915550001', a: 'Ms. ', c: null, e: 'new' }, MEMBER)
  assert.equal(change.name, undefined)
  assert.equal(change.data?.values?.[0], undefined)
  assert.equal(change.data?.values?.[2], null)
  assert.equal(change.data?.values?.[4], 'new')
  assert.equal('correlation' in (change.data ?? {}), false)
})

Deno.test('lox24 phone: a new one without columns carries no data', () => {
  assert.deepEqual(newPhone({ phone: '1234' }), { kind: 'phone', name: '1234' })
})
