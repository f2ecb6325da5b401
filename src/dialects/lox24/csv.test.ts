import assert from 'node:assert/strict'
import { blankGroup } from '../../core/references.ts'
import type { Member } from '../../core/member.ts'
import { encodeHeader, encodePhones } from './csv.ts'

const HEADERS: readonly [name: string, columns: (string | null)[], expected: string][] = [
  ['no titles', [], 'col_A,col_B,col_C,col_D,col_E'],
  ['a missing title', ['prefix', null, 'datetime', 'price', 'rest'], 'prefix,col_B,datetime,price,rest'],
  ['an empty title', ['', 'b'], 'col_A,b,col_C,col_D,col_E'],
  ['a title with a comma and a quote', ['a,"b"'], '"a,""b""",col_B,col_C,col_D,col_E'],
]

for (const [name, columns, expected] of HEADERS) {
  Deno.test(`lox24 csv: the header of a group with ${name}`, () => {
    assert.equal(encodeHeader({ ...blankGroup(0), columns }), `id,phone,${expected},callback_data\n`)
  })
}

function member(id: number, name: string, data: Member['data']): Member {
  return {
    id,
    since: 1,
    until: null,
    state: 'live',
    group: 1,
    kind: 'phone',
    ref: null,
    home: false,
    name,
    nameKey: name,
    position: id,
    place: id,
    data,
    validFrom: null,
    validUntil: null,
  }
}

const ROWS: readonly [name: string, data: Member['data'], expected: string][] = [
  ['only a number', {}, '+49,,,,,,'],
  ['a correlation', { values: ['Ms.'], correlation: 'crm-17' }, '+49,Ms.,,,,,crm-17'],
  ['blanks outside', { values: ['Mr. ', ' x'] }, '+49,Mr. , x,,,,'],
  ['what a spreadsheet would calculate', { values: ['=1+1', '-2', '@x'] }, '+49,=1+1,-2,@x,,,'],
  [
    'commas, quotes and line ends',
    { values: ['a,b', 'say "x"', 'l\nm', 'l\rm'] },
    '+49,"a,b","say ""x""","l\nm","l\rm",,',
  ],
]

for (const [name, data, expected] of ROWS) {
  Deno.test(`lox24 csv: a phone with ${name}`, () => {
    assert.equal(encodePhones([member(90017, '+49', data)]), `90017,${expected}\n`)
  })
}

Deno.test('lox24 csv: no phones are no lines', () => {
  assert.equal(encodePhones([]), '')
})
