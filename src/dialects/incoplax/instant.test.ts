import assert from 'node:assert/strict'
import { encodeInstant, instantOf } from './instant.ts'

Deno.test('incoplax instant: exactly two digits, cut and not rounded', () => {
  for (
    const [ms, text] of [
      [Date.UTC(2019, 7, 29, 8, 8, 32, 600), '2019-08-29T08:08:32.60Z'],
      [Date.UTC(2019, 7, 29, 8, 8, 32, 609), '2019-08-29T08:08:32.60Z'],
      [Date.UTC(2019, 7, 29, 8, 8, 32, 999), '2019-08-29T08:08:32.99Z'],
      [Date.UTC(2019, 7, 29, 8, 8, 32), '2019-08-29T08:08:32.00Z'],
      [0, '1970-01-01T00:00:00.00Z'],
      [-1, '1969-12-31T23:59:59.99Z'],
      [8.64e15, '9999-12-31T23:59:59.99Z'],
      [-8.64e15, '0000-01-01T00:00:00.00Z'],
    ] as const
  ) assert.equal(encodeInstant(ms), text)
})

Deno.test('incoplax instant: a date is read with any digits and any zone', () => {
  const ms = Date.UTC(2019, 7, 29, 8, 8, 32, 600)
  for (
    const [text, read] of [
      ['2019-08-29T08:08:32.60Z', ms],
      ['2019-08-29T08:08:32.6Z', ms],
      ['2019-08-29t08:08:32.600z', ms],
      ['2019-08-29 08:08:32.600000Z', ms],
      ['2019-08-29T10:08:32.60+02:00', ms],
      ['2019-08-29T08:08:32.6005Z', ms + 0.5],
      ['2019-08-29T08:08:32Z', ms - 600],
      ['2019-08-29T08:08Z', Date.UTC(2019, 7, 29, 8, 8)],
      ['2019-08-29', Date.UTC(2019, 7, 29)],
      ['0000-01-01T00:00:00.00Z', Date.parse('0000-01-01T00:00:00.000Z')],
      ['1969-12-31T23:59:59.995Z', -5],
    ] as const
  ) assert.equal(instantOf(text), read, text)
})

Deno.test('incoplax instant: what is no date is none', () => {
  for (
    const text of [
      '',
      'now',
      '2019-08-29T08:08:32.60',
      '2019-02-30T00:00:00Z',
      '2019-13-01',
      '2019-08-29T25:00:00Z',
      '2019-08-29T08:08:32.1234567890Z',
      '1567066112600',
      '+002019-08-29T08:08:32.60Z',
      '2019-08-29T08:08:32.60Z[UTC]',
    ]
  ) assert.equal(instantOf(text), undefined, text)
})

Deno.test('incoplax instant: what is shown is read as it is shown', () => {
  for (const ms of [0, 7, 10, -1, 1567066112605, 253402300799999]) {
    assert.equal(instantOf(encodeInstant(ms)), Math.floor(ms / 10) * 10)
  }
})
