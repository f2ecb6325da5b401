import assert from 'node:assert/strict'
import { encodeDate, type Zone, zoneOf, ZONES } from './time-zone.ts'

const HEADERS: readonly (readonly [header: string | null, expected: Zone])[] = [
  [null, { name: 'UTC', offset: false }],
  ['', { name: 'UTC', offset: false }],
  ['NO', { name: 'Europe/Oslo', offset: false }],
  ['no', { name: 'Europe/Oslo', offset: false }],
  ['261', { name: 'Europe/Oslo', offset: false }],
  ['1', { name: 'UTC', offset: false }],
  ['36', { name: 'Australia/Sydney', offset: false }],
  ['50', { name: 'Asia/Dhaka', offset: false }],
  ['114', { name: 'America/Toronto', offset: false }],
  ['140', { name: 'Europe/Copenhagen', offset: false }],
  ['156', { name: 'Europe/Paris', offset: false }],
  ['425', { name: 'America/Los_Angeles', offset: false }],
  ['433', { name: 'Pacific/Honolulu', offset: false }],
  ['460', { name: 'America/New_York', offset: false }],
  ['US-NY', { name: 'America/New_York', offset: false }],
  ['US-NY, includeTZOffset', { name: 'America/New_York', offset: true }],
  ['NO,includeTZOffset', { name: 'Europe/Oslo', offset: true }],
  ['includetzoffset , NO', { name: 'Europe/Oslo', offset: true }],
  ['includeTZOffset', { name: 'UTC', offset: true }],
  ['Europe/Oslo', { name: 'Europe/Oslo', offset: false }],
  ['europe/oslo, includeTZOffset', { name: 'Europe/Oslo', offset: true }],
  ['XX', { name: 'UTC', offset: false }],
  ['XX, includeTZOffset', { name: 'UTC', offset: true }],
  ['262', { name: 'UTC', offset: false }],
  ['Europe/Nowhere', { name: 'UTC', offset: false }],
  ['../../etc/passwd', { name: 'UTC', offset: false }],
  ['constructor', { name: 'UTC', offset: false }],
  ['+01:00', { name: 'UTC', offset: false }],
]

for (const [header, expected] of HEADERS) {
  Deno.test(`superoffice time zone: ${header === null ? 'no header' : `'${header}'`}`, () => {
    assert.deepEqual(zoneOf(new Headers(header === null ? {} : { 'SO-Timezone': header })), expected)
  })
}

/** The moment of the vendor's page, one in summer, and their dates in each zone, with and without its offset. */
const DATES: readonly (readonly [instant: string, name: string, local: string, withOffset: string])[] = [
  ['2018-12-24T12:34:45Z', 'UTC', '2018-12-24T12:34:45', '2018-12-24T12:34:45Z'],
  ['2018-12-24T12:34:45Z', 'America/New_York', '2018-12-24T07:34:45', '2018-12-24T07:34:45-05:00'],
  ['2018-12-24T12:34:45Z', 'Europe/Oslo', '2018-12-24T13:34:45', '2018-12-24T13:34:45+01:00'],
  ['2018-12-24T12:34:45Z', 'Europe/London', '2018-12-24T12:34:45', '2018-12-24T12:34:45+00:00'],
  ['2018-12-24T12:34:45Z', 'Asia/Kolkata', '2018-12-24T18:04:45', '2018-12-24T18:04:45+05:30'],
  ['2018-07-01T22:00:00Z', 'Europe/Oslo', '2018-07-02T00:00:00', '2018-07-02T00:00:00+02:00'],
  ['2019-12-19T11:55:14.999Z', 'UTC', '2019-12-19T11:55:14', '2019-12-19T11:55:14Z'],
  ['1969-12-31T23:59:59.500Z', 'UTC', '1969-12-31T23:59:59', '1969-12-31T23:59:59Z'],
]

for (const [instant, name, local, withOffset] of DATES) {
  Deno.test(`superoffice time zone: ${instant} in ${name}`, () => {
    assert.equal(encodeDate(Date.parse(instant), { name, offset: false }), local)
    assert.equal(encodeDate(Date.parse(instant), { name, offset: true }), withOffset)
  })
}

Deno.test('superoffice time zone: what has never happened has no zone', () => {
  assert.equal(encodeDate(null, { name: 'Europe/Oslo', offset: true }), '0001-01-01T00:00:00')
})

Deno.test('superoffice time zone: a moment outside of the years of four digits is the nearest of them', () => {
  for (const name of ['UTC', 'Pacific/Kiritimati', 'Pacific/Honolulu']) {
    assert.match(encodeDate(8.64e15, { name, offset: false }), /^9999-12-/)
    assert.match(encodeDate(-8.64e15, { name, offset: false }), /^0001-01-/)
  }
})

Deno.test("superoffice time zone: every documented offset of the vendor's page is that of our zone", () => {
  const winter = Date.parse('2018-01-15T00:00:00Z')
  const summer = Date.parse('2018-07-15T00:00:00Z')
  const offsets = (code: string) =>
    [winter, summer].map((ms) =>
      encodeDate(ms, zoneOf(new Headers({ 'so-timezone': `${code},includeTZOffset` }))).slice(19)
    )
  assert.deepEqual(
    ['UTC', 'AU-ACT', 'BD', 'CA-QC', 'DK', 'FR', 'NO', 'US-CA', 'US-HI', 'US-NY'].map(offsets),
    [
      ['Z', 'Z'],
      ['+11:00', '+10:00'],
      ['+06:00', '+06:00'],
      ['-05:00', '-04:00'],
      ['+01:00', '+02:00'],
      ['+01:00', '+02:00'],
      ['+01:00', '+02:00'],
      ['-08:00', '-07:00'],
      ['-10:00', '-10:00'],
      ['-05:00', '-04:00'],
    ],
  )
})

Deno.test('superoffice time zone: every code of the table is a zone that the runtime knows', () => {
  const summer = Date.parse('2018-07-15T00:00:00Z')
  for (const [code, name] of ZONES) {
    assert.deepEqual(zoneOf(new Headers({ 'so-timezone': code })), { name, offset: false })
    assert.match(encodeDate(summer, { name, offset: false }), /^2018-07-1[45]T/)
  }
  assert.equal(ZONES.size, 137)
})
